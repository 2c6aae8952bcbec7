import * as v from 'valibot';

/** What an error says, whatever form it came in. All texts may be empty. */
export interface ErrorBody {
  readonly type: string;
  readonly message: string;
  readonly detail: string;
  readonly runId: string | null;
  /** Letta's code for a pending approval and the like. */
  readonly code: string;
  /** Cloud's reasons for a limit. */
  readonly reasons: readonly string[];
  readonly resetMs: number | null;
}

const text = v.fallback(v.optional(v.string()), undefined);
const bodySchema = v.object({
  detail: v.optional(v.unknown()),
  error: v.optional(v.unknown()),
  message: text,
  error_type: text,
  type: text,
  code: text,
  errorCode: text,
  run_id: text,
  reasons: v.fallback(v.optional(v.array(v.string())), undefined),
  reason_text: text,
  timeToQuotaResetMs: v.fallback(v.optional(v.number()), undefined),
});
type Body = v.InferOutput<typeof bodySchema>;

/**
 * Reads an error's JSON: `detail` as text, object or FastAPI's array, `error` as text or object, an
 * `error_message` frame, or Cloud's limits. Null where it is none of them.
 */
export function parseErrorBody(value: unknown): ErrorBody | null {
  const parsed = v.safeParse(bodySchema, value);
  if (!parsed.success) return null;
  const outer = parsed.output;
  const inner = toInner(outer.error) ?? toInner(outer.detail);
  const message =
    outer.reason_text ??
    outer.message ??
    inner?.message ??
    firstText(outer.error, outer.detail, inner?.detail);
  const detail = firstText(outer.detail, inner?.detail, inner?.message);
  const type = outer.error_type ?? inner?.error_type ?? inner?.type ?? '';
  const code = outer.code ?? outer.errorCode ?? inner?.code ?? '';
  if (message === '' && detail === '' && type === '' && code === '') return null;
  return {
    type,
    message,
    detail,
    code,
    runId: outer.run_id ?? inner?.run_id ?? /run_id=(run-[\w-]+)/.exec(`${message} ${detail}`)?.[1] ?? null,
    reasons: outer.reasons ?? inner?.reasons ?? [],
    resetMs: outer.timeToQuotaResetMs ?? inner?.timeToQuotaResetMs ?? null,
  };
}

function toInner(value: unknown): Body | null {
  const parsed = v.safeParse(bodySchema, value);
  return parsed.success ? parsed.output : null;
}

const validationSchema = v.array(v.object({ msg: v.string() }));

function firstText(...values: readonly unknown[]): string {
  for (const value of values) {
    if (typeof value === 'string' && value !== '') return value;
    const list = v.safeParse(validationSchema, value);
    if (list.success) return list.output.map(({ msg }) => msg).join('; ');
  }
  return '';
}

/** The wait that `retry-after-ms` or `Retry-After` (seconds or a date) asks for; null where none. */
export function retryAfterMsOf(headers: Headers, now: number): number | null {
  const ms = Number(headers.get('retry-after-ms') ?? Number.NaN);
  if (Number.isFinite(ms)) return Math.max(0, ms);
  const value = headers.get('retry-after');
  if (value === null || value.trim() === '') return null;
  const wait = /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(wait) ? Math.max(0, wait) : null;
}
