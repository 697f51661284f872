/** A file that waits to be uploaded: for which draft, and for which place in it. */
export type KeptFile = { key: string; owner: string; place: string; file: File; altText: string | undefined }

const store = 'files'

/**
 * Files on their way are kept in this browser, so that a reload goes on where it left off. Without a database (a
 * private window, a full disk) they are not: an upload works all the same.
 */
export const keptFiles = {
  of: (owner: string): Promise<KeptFile[]> =>
    inStore<KeptFile[]>('readonly', (files) => files.getAll())
      .then((all) => all.filter((each) => each.owner === owner))
      .catch(() => []),
  keep: (file: KeptFile): Promise<unknown> =>
    inStore('readwrite', (files) => files.put(file)).catch(() => undefined),
  forget: (key: string): Promise<unknown> =>
    inStore('readwrite', (files) => files.delete(key)).catch(() => undefined),
}

async function inStore<Result>(
  mode: IDBTransactionMode,
  use: (files: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result> {
  const database = await open()
  try {
    return await done(use(database.transaction(store, mode).objectStore(store)))
  } finally {
    database.close()
  }
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open('voxburst.uploads', 1)
  request.onupgradeneeded = () => request.result.createObjectStore(store, { keyPath: 'key' })
  return done(request)
}

function done<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('The browser keeps no files.'))
  })
}
