/**
 * Everything in the document that could run, load or lead where it must not, told in words. Runs inside
 * the page: it may use nothing from outside itself.
 */
export function findDangers(root: ParentNode): string[] {
  const forbidden = new Set(
    'SCRIPT IFRAME FRAME OBJECT EMBED BASE LINK META STYLE FORM VIDEO AUDIO MARQUEE MATH TEMPLATE PORTAL X'.split(
      ' ',
    ),
  );
  // What the panel itself draws: its composer and dialogs are forms, its icons are pictures without links.
  const allowed = new Set(['FORM']);
  return [...root.querySelectorAll('*')].flatMap((element) => {
    const tag = element.tagName.toUpperCase();
    const found: string[] = [];
    if (forbidden.has(tag) && !allowed.has(tag)) found.push(`<${tag}>`);
    if (tag === 'FORM' && element.hasAttribute('action')) found.push('a form with an address');
    for (const name of element.getAttributeNames()) {
      const value = element.getAttribute(name) ?? '';
      if (/^on/i.test(name)) found.push(`${name}=${value}`);
      if (name === 'srcdoc' || name === 'srcset' || name === 'formaction' || name === 'ping')
        found.push(name);
      if (name === 'style' && /url\(|expression|import/i.test(value)) found.push(`style=${value}`);
      const leads = name === 'href' || name === 'xlink:href';
      if (leads && !/^(?:https?:\/\/|mailto:|#)/.test(value)) found.push(`${name}=${value}`);
      const loads = name === 'src' || name === 'poster' || name === 'data' || name === 'background';
      if (loads && !/^data:image\/(?:png|jpeg|gif|webp|avif|bmp);base64,/.test(value))
        found.push(`${name}=${value}`);
    }
    return found;
  });
}
