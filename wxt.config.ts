import { defineConfig } from 'wxt';

/** Public half of a key made once: it pins Chrome's extension id to liomcgjddddhgkdlddmkokbagdmkjnoe. */
const chromeKey =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAyR+LyQvgNzErTwkWq2d1yTmEOD2LpPAzByYd2cE5CNroBoZF8M2FnpJQpQCr8k/z/p+1rKSq2VB8ArdiOQ14ZEJdHnwFBeYnJBeZEGfjc4ePOxkdSMX7BALuj0RZJQ53/FQ5R0eh0vwuCYeNfoiY2Wo/3GBJ2SFoA3CLien9XagRdLi9AOx7EEMmK4ebEe6hqYeYSaH0egRPi9qY5Dn6rBEx8TzbviPTYAWI5ePcfpS+h1WlHTr1lrK71KrIccfiww7uQRQnxvvCoZjE7QGXS64Ubc9v6AcahmuTI7Rce+GJ5zrYcUx7eXzmxzphffvm7qC0FKEHt5/ma5gY0+EtyQIDAQAB';

/** Firefox needs a fixed id to keep the extension's storage over updates. */
const firefoxId = 'talentscout@talentscout.app';

export default defineConfig({
  imports: false,
  modules: ['@wxt-dev/webextension-polyfill'],
  manifestVersion: 3,
  // Modes: production (shipped) and e2e, which alone may reach loopback without asking.
  manifest: ({ browser, mode }) => ({
    name: 'TalentScout',
    description: 'A chat with your own Letta agent beside the job posting. Nothing said in it is ever lost.',
    permissions: ['storage', 'unlimitedStorage', 'alarms', 'activeTab', 'scripting', 'contextMenus'],
    optional_permissions: ['notifications'],
    optional_host_permissions: ['http://*/*', 'https://*/*'],
    ...(mode === 'e2e' ? { host_permissions: ['http://127.0.0.1/*', 'http://localhost/*'] } : {}),
    action: { default_title: 'Open TalentScout' },
    commands: {
      _execute_action: {
        suggested_key: { default: 'Alt+Shift+J' },
        description: 'Open or close the panel',
      },
      'ask-selection': {
        suggested_key: { default: 'Alt+Shift+K' },
        description: 'Ask about the selected text',
      },
    },
    // Without an own policy Firefox upgrades http:// requests, and a server at home could not be reached.
    content_security_policy: { extension_pages: "script-src 'self'; object-src 'self'" },
    ...(browser === 'firefox'
      ? {
          browser_specific_settings: {
            gecko: {
              id: firefoxId,
              strict_min_version: '142.0',
              data_collection_permissions: { required: ['websiteContent', 'personalCommunications'] },
            },
          },
        }
      : { key: chromeKey, minimum_chrome_version: '120' }),
  }),
  zip: { excludeSources: ['tests/**', 'server/**', 'scripts/**', '.data/**'] },
});
