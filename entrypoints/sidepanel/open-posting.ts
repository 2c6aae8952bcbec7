import { createHostPermission } from '../../utils/platform/host-permission.ts';
import { createPageWatch } from '../../utils/tab/page-watch.ts';
import { currentTab } from '../../utils/tab/read-tab.ts';
import { followPageToRead } from './page-to-read.ts';
import type { PanelModel } from './panel-model.ts';
import { createPostingCorrections } from './posting-corrections.ts';
import { createPostingModel } from './posting-model.ts';
import { toPostingInSight } from './prompt-posting.ts';

/** Begins to follow the page beside the panel. Not part of the first screen. */
export function openPosting(model: PanelModel): void {
  const permission = createHostPermission();
  const watch = createPageWatch({ requestAccess: (origin) => permission.request([origin]) });
  const posting = createPostingModel(model, watch, createPostingCorrections(localStorage));
  model.posting.value = posting;
  followPageToRead(posting.state, model.pageToRead, () => currentTab({ own: true }));
  model.prompts.posting.value = toPostingInSight(model, posting);
}
