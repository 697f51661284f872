import type { Operation, SimReply, SimRequest, SimWorld } from '../../../sandbox/simulator.js'
import type { Arguments } from './arguments.js'
import { findChat } from './chats.js'
import type { Bot } from './people.js'

/** One method called by one bot. */
export type Call = { given: Arguments; bot: Bot; request: SimRequest; world: SimWorld }

export type Method = {
  /** What the call is for; what goes to the chat that holds a bot's files is nothing that the public sees. */
  operation: Operation | ((given: Arguments, world: SimWorld) => Operation)
  /** Answers with `result`; throws `Refusal`. */
  handle: (call: Call) => SimReply | Promise<SimReply>
}

export function goesPublic(given: Arguments, world: SimWorld): boolean {
  return findChat(given.text('chat_id').trim(), world)?.holds !== 'files'
}
