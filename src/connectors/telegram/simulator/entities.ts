/** Offsets and lengths count UTF-16 code units. */
export type Entity = { type: string; offset: number; length: number; url?: string; language?: string }
export type Formatted = { text: string; entities: Entity[] }
