import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import type { AgentChoice } from '../../utils/chat/setup.ts';
import { TextField } from './TextField.tsx';
import { newAgent, type SetupModel } from './use-setup.ts';

/** Agents may share a name: then the end of the id tells them apart. */
function toLabel({ agentId, agentName }: AgentChoice, agents: readonly AgentChoice[]): string {
  const twins = agents.filter((agent) => agent.agentName === agentName).length > 1;
  const name = agentName === '' ? 'Agent without a name' : agentName;
  return twins || agentName === '' ? `${name} (…${agentId.slice(-6)})` : name;
}

/** Which agent to talk to, or what a new one should be. */
export function AgentFields({ model }: { model: SetupModel }): JSX.Element {
  const { draft, agents, practice, change } = model;
  const id = useId();
  const isNew = draft.agentId === newAgent;
  return (
    <>
      <div class="field">
        <label for={id}>Agent</label>
        <select
          id={id}
          class="input"
          value={draft.agentId}
          onChange={(event) => change({ agentId: event.currentTarget.value })}
        >
          <option value="" disabled={agents.length > 0}>
            {agents.length > 0 ? 'Choose an agent' : 'Test the connection first'}
          </option>
          {agents.map((agent) => (
            <option key={agent.agentId} value={agent.agentId}>
              {toLabel(agent, agents)}
            </option>
          ))}
          <option value={newAgent}>New agent…</option>
        </select>
        {practice && !isNew && (
          <p class="setup-hint">
            This is the practice agent: a stand-in that answers from simple rules, not a real Letta agent.
          </p>
        )}
      </div>
      {isNew && (
        <div class="setup-group">
          <TextField
            label="Agent name"
            value={draft.newName}
            placeholder="Career agent"
            onInput={(newName) => change({ newName })}
          />
          <TextField
            label="What should it know about you?"
            long
            value={draft.about}
            placeholder="I am Ada, a platform engineer in Berlin. I look for …"
            hint="In plain words. The agent keeps it in its memory on the Letta server and learns more as you talk."
            onInput={(about) => change({ about })}
          />
        </div>
      )}
    </>
  );
}
