const paths = {
  plus: 'M10 4v12M4 10h12',
  history: 'M3.5 10a6.5 6.5 0 1 0 2-4.7L3.5 7.2M3.5 3.5v3.7h3.7M10 6.5V10l2.6 1.6',
  menu: 'M4 6h12M4 10h12M4 14h12',
  send: 'M10 16V4M5 9l5-5 5 5',
  stop: 'M6.5 6.5h7v7h-7z',
  close: 'M5 5l10 10M15 5L5 15',
  back: 'M12 4.5L6.5 10l5.5 5.5',
  down: 'M10 4v12M5 11l5 5 5-5',
  rename: 'M4 16l.8-3.4L13 4.4a1.4 1.4 0 0 1 2 0l.6.6a1.4 1.4 0 0 1 0 2L7.4 15.2 4 16zM11.7 5.7l2.6 2.6',
  trash: 'M4 6h12M8 6V4.5h4V6M5.5 6l.7 9.5h7.6l.7-9.5M8.5 9v3.5M11.5 9v3.5',
  clear: 'M11.5 4.5l4 4-6.5 7H6l-3-3 8.5-8zM7.2 8.6l4.1 4.1M9 15.5h7',
  download: 'M10 3.5v9M6.5 9l3.5 3.5L13.5 9M4 16.5h12',
  upload: 'M10 12.5v-9M6.5 7L10 3.5 13.5 7M4 16.5h12',
  settings: 'M4 6h5M13 6h3M4 14h3M11 14h5M9 4h4v4H9zM7 12h4v4H7z',
  cloud: 'M6 15a3.2 3.2 0 0 1-.4-6.4 4.6 4.6 0 0 1 8.9.6A2.9 2.9 0 0 1 14.2 15z',
  device: 'M4 5h12v8H4zM7.5 16h5',
  fork: 'M6 3.5v13M6 10.5c5 0 8-1.500 8-6M11.500 6.500L14 4l2.500 2.500',
  merge: 'M6 3.5c0 6 4 5 4 9v4M14 3.5c0 6-4 5-4 9M7.500 14L10 16.500l2.500-2.500',
  tag: 'M4 4h5.5l6.5 6.5-5.5 5.5L4 9.5zM7.2 7.1v.2',
  pin: 'M8 3.5h4l-.6 5 2.6 2.5H6l2.6-2.5zM10 11v5.5',
  archive: 'M3.5 4.5h13v3h-13zM5 7.5h10v8H5zM8.5 10.5h3',
  select: 'M4 4.5h12v11H4zM7 10l2.2 2.2L13.2 8',
  search: 'M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM13 13l3.8 3.8',
  posting: 'M7.5 6V4.5h5V6M3.5 6h13v9.5h-13zM3.5 10.5h13',
  quote: 'M4 5h12M4 9h12M4 13h7',
  open: 'M5 8l5 5 5-5',
  save: 'M6 3.5h8v13l-4-3-4 3z',
  saved: 'M6 3.5h8v13l-4-3-4 3zM8 8.2l1.5 1.5L12.2 7',
  reset: 'M4.5 8.5h7a4 4 0 0 1 0 8H8M7.5 5.5l-3 3 3 3',
  help: 'M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M8.2 8.3a1.9 1.9 0 1 1 2.7 1.7c-.6.3-.9.7-.9 1.3M10 13.6v.1',
  warning: 'M10 3.5l7 12.5H3zM10 8.5v3.5M10 14.2v.1',
} as const;

export type IconName = keyof typeof paths;

interface Props {
  readonly name: IconName;
}

/** A line drawing in the colour of its text; the button around it carries the name. */
export function Icon({ name }: Props) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
