import { describe, expect, it } from 'vitest'
import { ApiError } from '../../contract/errors.js'
import { parseBound, parseInstant, parseInstantOrUtc, refuseLongPast } from './post-dates.js'

describe('scheduledFor', () => {
  it.each([
    ['2026-06-15T14:00:00Z', '2026-06-15T14:00:00.000Z'],
    ['2026-06-15T14:00Z', '2026-06-15T14:00:00.000Z'],
    ['2026-06-15T16:00:00.123456789+02:00', '2026-06-15T14:00:00.123Z'],
    ['2026-06-15T09:30:00.5-0430', '2026-06-15T14:00:00.500Z'],
    ['2026-06-15t14:00:00z', '2026-06-15T14:00:00.000Z'],
    ['2026-02-28T23:30:00-01:00', '2026-03-01T00:30:00.000Z'],
  ])('takes %s', (given, instant) => {
    expect(parseInstant(given, 'scheduledFor').toISOString()).toBe(instant)
  })

  it.each([
    '2026-06-15T14:00:00',
    '2026-06-15 14:00',
    '2026-06-15',
    '2026-02-30T10:00:00Z',
    '2026-06-15T25:00:00Z',
    '2026-06-15T10:00:00+99:00',
    '1750000000',
    'tomorrow',
    '',
  ])('refuses %j with INVALID_DATE and the field', (given) => {
    expect(() => parseInstant(given, 'scheduledFor')).toThrow(
      expect.objectContaining({
        code: 'INVALID_DATE',
        details: expect.objectContaining({ field: 'scheduledFor' }) as unknown,
      }),
    )
  })

  it('may be five minutes past, not six', () => {
    const now = new Date('2026-06-15T14:00:00Z')
    refuseLongPast(new Date('2026-06-15T13:55:00Z'), now, 'scheduledFor')
    expect(() => refuseLongPast(new Date('2026-06-15T13:54:00Z'), now, 'scheduledFor')).toThrow(ApiError)
  })
})

describe('scheduledAt', () => {
  it('takes a time without a zone as UTC', () => {
    expect(parseInstantOrUtc('2026-06-15 14:00', 'scheduledAt').toISOString()).toBe(
      '2026-06-15T14:00:00.000Z',
    )
    expect(parseInstantOrUtc('2026-06-15T16:00:00+02:00', 'scheduledAt').toISOString()).toBe(
      '2026-06-15T14:00:00.000Z',
    )
  })
})

describe('from and to', () => {
  it('take a day, whole', () => {
    expect(parseBound('2026-06-15', 'from').toISOString()).toBe('2026-06-15T00:00:00.000Z')
    expect(parseBound('2026-06-15', 'to').toISOString()).toBe('2026-06-15T23:59:59.999Z')
    expect(() => parseBound('2026-02-30', 'to')).toThrow(ApiError)
  })

  it('take an offset whose + was not encoded', () => {
    expect(parseBound('2026-06-15T16:00:00 02:00', 'from').toISOString()).toBe('2026-06-15T14:00:00.000Z')
    expect(() => parseBound('2026-06-15 02:00', 'from')).toThrow(ApiError)
  })
})
