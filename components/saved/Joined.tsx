import { Fragment } from 'preact';

/** Facts in a line, with dots between them; each keeps its own reading direction. */
export function Joined({ parts }: { readonly parts: readonly string[] }) {
  return (
    <>
      {parts.map((part, index) => (
        <Fragment key={index}>
          {index > 0 && ' · '}
          <bdi>{part}</bdi>
        </Fragment>
      ))}
    </>
  );
}
