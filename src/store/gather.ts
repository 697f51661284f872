import type { Db } from './database.js'

/** Batches of one kind under way at the same time. */
const atOnce = 2
/** Questions in one batch. */
const most = 250

type Asked<Q, A> = { question: Q; resolve: (answer: A) => void; reject: (error: unknown) => void }

/**
 * Answers questions that are asked one by one with one statement for many: what is asked in the same turn of the
 * event loop, or while two batches are under way, goes together. Alone, a question waits for nothing. `ask` answers
 * in the order of the questions; when it throws, all of them fail with it.
 */
export function gather<Q, A>(
  ask: (db: Db, questions: readonly Q[]) => Promise<readonly A[]>,
): (db: Db, question: Q) => Promise<A> {
  const queues = new WeakMap<Db, (question: Q) => Promise<A>>()
  return (db, question) => {
    let queue = queues.get(db)
    if (queue === undefined) {
      queue = queueOf((questions) => ask(db, questions))
      queues.set(db, queue)
    }
    return queue(question)
  }
}

function queueOf<Q, A>(ask: (questions: readonly Q[]) => Promise<readonly A[]>): (question: Q) => Promise<A> {
  const waiting: Asked<Q, A>[] = []
  let underWay = 0
  let isSet = false
  const send = (): void => {
    isSet = false
    if (waiting.length === 0 || underWay >= atOnce) return
    const batch = waiting.splice(0, most)
    underWay += 1
    ask(batch.map((each) => each.question))
      .then(
        (answers) => {
          for (const [index, asked] of batch.entries()) asked.resolve(answers[index] as A)
        },
        (error: unknown) => {
          for (const asked of batch) asked.reject(error)
        },
      )
      .finally(() => {
        underWay -= 1
        send()
      })
    if (waiting.length > 0) send()
  }
  return (question) =>
    new Promise((resolve, reject) => {
      waiting.push({ question, resolve, reject })
      if (isSet || underWay >= atOnce) return
      isSet = true
      setImmediate(send)
    })
}
