import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { createId } from '../../utils/chat/id.ts';
import { createRandom, toAnswer, toQuestion, toRareWords } from './sample-text.ts';

/** What a file holds. */
export interface WrittenFile {
  readonly bytes: number;
  readonly chats: number;
  readonly messages: number;
}

const chatMessages = 20;

/**
 * Writes a file of about `bytes` bytes in the form of a ChatGPT export, which says of each message a lot beside
 * its words. Every chat stands on a line of its own, so that a plain page can read it without a parser of ours.
 */
export async function writeChatgptFile(path: string, bytes: number): Promise<WrittenFile> {
  const random = createRandom(8);
  const stream = createWriteStream(path);
  let written = 0;
  let chats = 0;
  const write = async (text: string): Promise<void> => {
    written += Buffer.byteLength(text);
    if (!stream.write(text)) await once(stream, 'drain');
  };
  await write('[\n');
  while (written < bytes) {
    await write(`${chats === 0 ? '' : ',\n'}${JSON.stringify(toChat(random, chats))}`);
    chats += 1;
  }
  await write('\n]\n');
  stream.end();
  await finished(stream);
  return { bytes: written, chats, messages: chats * chatMessages };
}

function toChat(random: () => number, number: number): object {
  const ids = Array.from({ length: chatMessages }, () => createId());
  const at = 1_700_000_000 + number * 600;
  const nodes = ids.map((id, index) => {
    const own = index % 2 === 0;
    const text = own
      ? `${toQuestion(random)} ${toRareWords(random, 4)}`
      : `${toAnswer(random)}\n\n${toRareWords(random, 16)}`;
    return {
      id,
      parent: ids[index - 1] ?? null,
      children: ids.slice(index + 1, index + 2),
      message: {
        id,
        author: { role: own ? 'user' : 'assistant', name: null, metadata: {} },
        create_time: at + index * 20,
        update_time: null,
        content: { content_type: 'text', parts: [text] },
        status: 'finished_successfully',
        end_turn: own ? null : true,
        weight: 1,
        metadata: toMetadata(ids[0] ?? id, own),
        recipient: 'all',
        channel: null,
      },
    };
  });
  return {
    title: toQuestion(random).slice(0, 60),
    create_time: at,
    update_time: at + chatMessages * 20,
    mapping: Object.fromEntries(nodes.map((node) => [node.id, node])),
    moderation_results: [],
    current_node: ids.at(-1),
    conversation_id: createId(),
    id: createId(),
  };
}

/** As much as such an export says of a message beside its words: about a kilobyte. */
function toMetadata(id: string, own: boolean): object {
  return {
    is_complete: true,
    message_type: null,
    model_slug: own ? null : 'gpt-5',
    default_model_slug: 'gpt-5',
    parent_id: id,
    request_id: createId(),
    timestamp_: 'absolute',
    finish_details: own ? null : { type: 'stop', stop_tokens: [200_002] },
    citations: [],
    content_references: own
      ? []
      : Array.from({ length: 4 }, () => ({ id: createId(), type: 'hidden', alt: null })),
    serialization_metadata: { custom_symbol_offsets: [] },
    selected_sources: [],
    selected_github_repos: [],
  };
}
