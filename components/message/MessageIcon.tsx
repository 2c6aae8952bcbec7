import type { JSX } from 'preact';

const paths = {
  copy: 'M7 9a2 2 0 0 1 2-2h5a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2H9a2 2 0 0 1-2-2zM13 7V5a1 1 0 0 0-1-1H5a1 1 0 0 0-1 1v7a1 1 0 0 0 1 1h2',
  check: 'm4.5 10.5 3.5 3.5 7.5-8',
  regenerate: 'M4 10a6 6 0 0 1 10.5-4L16 7.5M16 4v3.5h-3.5M16 10a6 6 0 0 1-10.5 4L4 12.5M4 16v-3.5h3.5',
  edit: 'M4 16h3l8.5-8.5a2.1 2.1 0 0 0-3-3L4 13zM11 6l3 3',
  insert: 'M3.5 4v12h5M3.5 4h5M17 10H8.5M11.5 6.5 8 10l3.5 3.5',
  fork: 'M6 3.5v13M6 10.5c5 0 8-1.5 8-6M11.5 6.5 14 4l2.5 2.5',
  previous: 'M12 5l-5 5 5 5',
  next: 'M8 5l5 5-5 5',
  warn: 'M10 3.5 17.5 16h-15zM10 8v3.5M10 13.8v.2',
} as const;

/** A small line drawing; the button around it carries the name. */
export function MessageIcon({ name }: { name: keyof typeof paths }): JSX.Element {
  return (
    <svg class="message-icon" viewBox="0 0 20 20" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
