import { isPassingDatabaseFault, sqlState, type Db } from './database.js'

/** Batches of one kind under way at the same time. */
const atOnce = 2
/** Questions in one batch. */
const most = 250

type Asked<Q, A> = { question: Q; resolve: (answer: A) => void; reject: (error: unknown) => void }

/**
 * Answers questions that are asked one by one with one statement for many: what is asked in the same turn of the
 * event loop, or while two batches are under way, goes together. Alone, a question waits for nothing. `ask` answers
 * in the order of the questions, each on its own: two may be about one thing, and who asks with a lease that was lost
 * gets nothing, whoever asks beside him. When the database refuses a batch, each is asked alone, so that only the one at fault
 * fails; when it is away, all fail.
 */
export function gather<Q, A, D extends object = Db>(
  ask: (db: D, questions: readonly Q[]) => Promise<readonly A[]>,
): (db: D, question: Q) => Promise<A> {
  const queues = new WeakMap<D, (question: Q) => Promise<A>>()
  return (db, question) => {
    let queue = queues.get(db)
    if (queue === undefined) {
      queue = queueOf((questions) => eachAnswer((some) => ask(db, some), questions))
      queues.set(db, queue)
    }
    return queue(question)
  }
}

type Answer<A> = { answer: A } | { error: unknown }

async function eachAnswer<Q, A>(
  ask: (questions: readonly Q[]) => Promise<readonly A[]>,
  questions: readonly Q[],
): Promise<Answer<A>[]> {
  try {
    const answers = await ask(questions)
    // One left out would hand each of those behind it the answer of another.
    if (answers.length !== questions.length)
      throw new Error(`${String(questions.length)} questions had ${String(answers.length)} answers`)
    return answers.map((answer) => ({ answer }))
  } catch (error) {
    const isRefused = sqlState(error) !== undefined && !isPassingDatabaseFault(error)
    if (!isRefused || questions.length === 1) return questions.map(() => ({ error }))
    const answers: Answer<A>[] = []
    for (const question of questions) answers.push(...(await eachAnswer(ask, [question])))
    return answers
  }
}

function queueOf<Q, A>(ask: (questions: readonly Q[]) => Promise<Answer<A>[]>): (question: Q) => Promise<A> {
  const waiting: Asked<Q, A>[] = []
  let underWay = 0
  let isSet = false
  const send = (): void => {
    isSet = false
    if (waiting.length === 0 || underWay >= atOnce) return
    const batch = waiting.splice(0, most)
    underWay += 1
    void ask(batch.map((each) => each.question)).then((answers) => {
      for (const [index, answer] of answers.entries()) {
        if ('answer' in answer) batch[index]?.resolve(answer.answer)
        else batch[index]?.reject(answer.error)
      }
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
