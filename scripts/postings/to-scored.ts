import { type PageReading } from '../../utils/posting/posting.ts';

/** A reading in the words of the scorer: one line a field, null where it is unknown. */
export function toScored(reading: PageReading | null): unknown {
  if (reading === null) return { kind: 'none', posting: null };
  const kind = reading.kind === 'application-form' ? 'apply-form' : reading.kind;
  const { posting } = reading;
  if (posting === null) return { kind, posting: null };
  const salary = posting.salary;
  const amounts =
    salary.value !== null && (salary.value.min !== null || salary.value.max !== null) ? salary.value : null;
  return {
    kind,
    posting: {
      title: posting.title.value,
      company: posting.company.value,
      location: posting.places.value?.join('; ') ?? null,
      remote: posting.workplace.value,
      employmentType:
        posting.employmentTypes.value === null
          ? null
          : [...posting.employmentTypes.value, posting.employmentTypes.raw].join(', '),
      salary: salary.value === null ? null : (amounts ?? salary.raw),
      datePosted: posting.datePosted.value?.date ?? null,
      validThrough: posting.validThrough.value?.date ?? null,
      applyUrl: posting.applyUrl.value,
      description: posting.description.value?.markdown ?? '',
    },
  };
}
