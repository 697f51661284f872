import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { collect, inOnePiece } from './bytes.js'
import { diskStorage, StorageFails, TooLarge, type Storage } from './storage.js'

const folders: string[] = []
let folder: string
let storage: Storage

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vb-storage-'))
  folders.push(folder)
  storage = diskStorage(folder)
})
afterAll(() => Promise.all(folders.map((each) => rm(each, { recursive: true, force: true }))))

const names = async (): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((each) => each.isFile())
    .map((each) => each.name)
    .sort()

describe('the store on disk', () => {
  it('gives back what it took, whole or in part', async () => {
    expect(await storage.put('ws/m/a', inOnePiece(Buffer.from('abcdef')), 6)).toEqual({ size: 6 })
    expect(String(await collect(storage.read('ws/m/a')))).toBe('abcdef')
    expect(String(await collect(storage.read('ws/m/a', { start: 2, end: 4 })))).toBe('cd')
    expect(await storage.size('ws/m/a')).toBe(6)
    expect(await storage.size('ws/m/b')).toBeNull()
  })

  it('keeps nothing of what is too large or breaks off, and names neither before it is whole', async () => {
    await expect(storage.put('ws/m/a', inOnePiece(Buffer.from('abcdef')), 5)).rejects.toThrow(TooLarge)
    const breaking = async function* (): AsyncIterable<Uint8Array> {
      yield Buffer.from('abc')
      expect(await storage.size('ws/m/b')).toBeNull()
      throw new Error('broken off')
    }
    await expect(storage.put('ws/m/b', breaking(), 100)).rejects.toThrow('broken off')
    expect(await names()).toEqual([])
  })

  it('clears a folder of all but what is named, broken uploads included', async () => {
    for (const name of ['a', 'b', 'c']) await storage.put(`ws/m/${name}`, inOnePiece(Buffer.from(name)), 1)
    await storage.put('ws/n/d', inOnePiece(Buffer.from('d')), 1)
    await writeFile(join(folder, 'ws/m/e.part'), 'half')
    await storage.removeFolder('ws/m', ['ws/m/b', null])
    expect(await names()).toEqual(['b', 'd'])
    await storage.removeFolder('ws/m')
    await storage.removeFolder('ws/m')
    expect(await names()).toEqual(['d'])
  })

  it.each(['../outside', 'ws/../../outside', '/etc/passwd/../x', 'a b', 'a\0b', ''])(
    'takes %j for no key',
    async (key) => {
      await expect(storage.put(key, inOnePiece(Buffer.from('x')), 1)).rejects.toThrow('Not a storage key')
      expect(() => storage.read(key)).toThrow('Not a storage key')
    },
  )

  it('says what is wrong when it cannot be written to', async () => {
    // A file where a folder has to be refuses everybody, also the user who may write everywhere.
    await writeFile(join(folder, 'ws'), 'in the way')
    await expect(storage.put('ws/m/a', inOnePiece(Buffer.from('x')), 1)).rejects.toThrow(StorageFails)
    await expect(diskStorage(join(folder, 'ws')).check()).rejects.toThrow('cannot be written to')
    await storage.check()
    expect(await names()).toEqual(['ws'])
  })

  it('says that it is full when the disk is', async () => {
    const full = async function* (): AsyncIterable<Uint8Array> {
      yield await Promise.reject<Uint8Array>(Object.assign(new Error('write'), { code: 'ENOSPC' }))
    }
    await expect(storage.put('ws/m/a', full(), 1)).rejects.toThrow('The storage of this server is full.')
  })
})
