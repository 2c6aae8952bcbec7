import * as v from 'valibot';
import { type InsertOrder, type InsertReport, insertReportSchema } from '../posting/page-insert.ts';
import type { FramePort, InsertApi } from './insert-api.ts';

/** One frame of the tab that answers us. */
export interface InsertFrame {
  readonly id: number;
  readonly port: FramePort;
  /** The names of its fields, in its order. */
  names: readonly string[];
  origin: string | null;
  elsewhere: readonly string[];
  answered: boolean;
}

/** A field of any frame. */
export interface FramedField {
  readonly frame: InsertFrame;
  readonly field: number;
  readonly name: string;
}

/** The frames of one tab, as one list of fields. */
export interface InsertFrames {
  open(ids: readonly number[]): void;
  fields(): readonly FramedField[];
  /** Where frames come from that none of ours answers for. */
  elsewhere(): readonly string[];
  isComplete(): boolean;
  has(frame: InsertFrame): boolean;
  tell(frame: InsertFrame, order: InsertOrder): void;
  tellAll(toOrder: (frame: InsertFrame) => InsertOrder | null): void;
  /** Lets every frame go but that one. */
  keep(kept: InsertFrame | null): void;
}

/** `onGone`: a frame's document is no more; it is off the list by then. */
export function createInsertFrames({
  tabId,
  api,
  onReport,
  onGone,
}: {
  readonly tabId: number;
  readonly api: Pick<InsertApi, 'connect'>;
  readonly onReport: (frame: InsertFrame, report: InsertReport) => void;
  readonly onGone: (frame: InsertFrame) => void;
}): InsertFrames {
  let frames: readonly InsertFrame[] = [];

  function open(id: number): InsertFrame {
    const port = api.connect(tabId, id);
    const frame: InsertFrame = { id, port, names: [], origin: null, elsewhere: [], answered: false };
    port.onMessage.addListener((message) => {
      // Written inside a stranger's page: what is none of our reports is not heard.
      const report = v.safeParse(insertReportSchema, message);
      if (report.success && frames.includes(frame)) onReport(frame, report.output);
    });
    port.onDisconnect.addListener(() => {
      if (!frames.includes(frame)) return;
      frames = frames.filter((one) => one !== frame);
      onGone(frame);
    });
    return frame;
  }
  function tell({ port }: InsertFrame, order: InsertOrder): void {
    try {
      port.postMessage(order);
    } catch {
      // The frame went just now; its port tells.
    }
  }
  return {
    open(ids) {
      frames = ids.map(open);
    },
    fields: () => frames.flatMap((frame) => frame.names.map((name, field) => ({ frame, field, name }))),
    elsewhere() {
      const reached = new Set(frames.map(({ origin }) => origin));
      const named = new Set(frames.flatMap(({ elsewhere }) => elsewhere));
      return [...named].filter((origin) => !reached.has(origin));
    },
    isComplete: () => frames.every(({ answered }) => answered),
    has: (frame) => frames.includes(frame),
    tell,
    tellAll(toOrder) {
      for (const frame of frames) {
        const order = toOrder(frame);
        if (order !== null) tell(frame, order);
      }
    },
    keep(kept) {
      const gone = frames.filter((frame) => frame !== kept);
      frames = kept !== null && frames.includes(kept) ? [kept] : [];
      for (const frame of gone) {
        tell(frame, { type: 'leave' });
        frame.port.disconnect();
      }
    },
  };
}
