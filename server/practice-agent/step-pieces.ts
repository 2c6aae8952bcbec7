import { v4 } from 'uuid';
import { createMessageUuid, head, otidOf, uuidBefore, type Item } from './frames.ts';
import type { PlannedCall, PlannedStep } from './script.ts';
import type { StoredMessage } from './state.ts';

/** A step that was given its ids: the pieces to stream, and how it is stored when it is through. */
export interface Step {
  readonly stepId: string;
  /** What goes over the wire, one by one; `seq_id` is filled in when sent. */
  readonly pieces: readonly Item[];
  /** The message for the history, as far as the first `count` pieces go; null: nothing worth keeping. */
  toStored(count: number): Pick<StoredMessage, 'id' | 'role' | 'items'> | null;
}

/**
 * Gives a planned step its ids and cuts it into pieces. With `tokens` as the server streams a model's
 * tokens, otherwise one whole item for each part. All parts share the message's uuid and differ in the
 * `otid`; an approval request stands under the uuid before.
 */
export function toStep(
  plan: PlannedStep,
  {
    runId,
    tokens,
    think,
    oneCall,
  }: {
    readonly runId: string;
    readonly tokens: boolean;
    readonly think: boolean;
    /** Of several calls only the first is kept, although all are streamed as the model makes them. */
    readonly oneCall: boolean;
  },
): Step {
  const uuid = createMessageUuid();
  const stepId = `step-${v4()}`;
  const reasoning = tokens || think ? plan.reasoning : '';
  const bodyIndex = reasoning === '' ? 0 : 1;
  const storedId = `message-${plan.approval ? uuidBefore(uuid) : uuid}`;

  const item = (type: string, index: number, body: Item, id = `message-${uuid}`): Item => ({
    ...head({ id, type, otid: otidOf(uuid, index), at: Date.now(), runId, stepId }),
    ...body,
  });
  const thought = (text: string, id?: string): Item =>
    item('reasoning_message', 0, { source: 'reasoner_model', reasoning: text, signature: null }, id);
  const words = (text: string): Item => item('assistant_message', bodyIndex, { content: text });
  const callItem = (body: Item): Item =>
    plan.approval
      ? { ...item('approval_request_message', 0, {}, storedId), otid: storedId, ...body }
      : item('tool_call_message', bodyIndex, body);
  const wholeCalls = (): Item => {
    const kept = oneCall ? plan.calls.slice(0, 1) : plan.calls;
    const calls = kept.map((call) => toWholeCall(call, plan.approval));
    return callItem({ tool_call: calls[0] ?? null, tool_calls: calls });
  };

  const thoughts = reasoning === '' ? [] : tokens ? toWords(reasoning) : [reasoning];
  const texts = plan.text === '' ? [] : tokens ? toWords(plan.text) : [plan.text];
  const deltas = tokens
    ? plan.calls
        .flatMap((call) => toCallDeltas(call, plan.approval))
        .map((delta) => callItem({ tool_call: delta, tool_calls: delta }))
    : plan.calls.length > 0
      ? [wholeCalls()]
      : [];
  const pieces = [...thoughts.map((one) => thought(one)), ...texts.map(words), ...deltas];

  return {
    stepId,
    pieces,
    toStored(count) {
      const heard = thoughts.slice(0, count).join('');
      const said = texts.slice(0, Math.max(0, count - thoughts.length)).join('');
      const items = [
        ...(heard === '' ? [] : [thought(heard, storedId)]),
        ...(said === '' ? [] : [words(said)]),
        // A call that was cut short was never made.
        ...(plan.calls.length > 0 && count >= pieces.length ? [wholeCalls()] : []),
      ];
      if (items.length === 0) return null;
      return { id: storedId, role: plan.approval ? 'approval' : 'assistant', items };
    },
  };
}

function toWholeCall(call: PlannedCall, approval: boolean): Item {
  // The server parses a call that it runs itself, and writes its arguments anew, with Python's spaces.
  const args = approval ? call.args : toSpacedJson(call.args);
  return { name: call.name, arguments: args, tool_call_id: call.callId };
}

function toSpacedJson(flat: string): string {
  const entries = Object.entries(Object(JSON.parse(flat)));
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`).join(', ')}}`;
}

/** The name first, then the arguments in pieces; an approval's pieces carry explicit nulls. */
function toCallDeltas(call: PlannedCall, approval: boolean): Item[] {
  const pieces = call.args.match(/[^]{1,4}/gu) ?? [];
  const id = call.callId;
  if (approval) {
    return [
      { name: call.name, arguments: null, tool_call_id: id },
      ...pieces.map((piece) => ({ name: null, arguments: piece, tool_call_id: id })),
    ];
  }
  return [
    { name: call.name, tool_call_id: id },
    ...pieces.map((piece) => ({ arguments: piece, tool_call_id: id })),
  ];
}

/** Cuts a text into words with the white space around them; joined they are the text again. */
function toWords(text: string): string[] {
  return text.match(/\s*\S+\s?|\s+$/g) ?? [];
}
