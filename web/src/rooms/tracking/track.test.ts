import { describe, expect, it } from 'vitest'
import { moved } from '@/ui/map/geometry'
import { gapsOf, indexAt, linesOf, minuteMs, staysOf, sumsOf, type TrackSpot } from './track'

const home = { latitude: 34.8, longitude: 113.8 }
const spot = (minute: number, east: number, extra: Partial<TrackSpot> = {}): TrackSpot => ({
  at: minute * minuteMs,
  point: moved(home, east, 0),
  accuracy: 15,
  doubt: '',
  ...extra,
})

describe('a track as its reader sees it', () => {
  it('two stays with a walk between them', () => {
    const walk = [12, 13, 14, 15].map((minute) => spot(minute, (minute - 11) * 100))
    const there = [16, 20, 24, 27].map((minute) => spot(minute, 500))
    const stays = staysOf([spot(0, 0), spot(4, 10), spot(11, -10), ...walk, ...there])
    expect(stays.map((stay) => [stay.from / minuteMs, stay.until / minuteMs])).toEqual([
      [0, 11],
      [16, 27],
    ])
    expect(stays[0]!.spots).toBe(3)
  })
  it('less than ten minutes is no stay', () => {
    expect(staysOf([spot(0, 0), spot(9, 0)])).toEqual([])
    expect(staysOf([spot(0, 0), spot(10, 0)])).toHaveLength(1)
    expect(staysOf([])).toEqual([])
  })
  it('a coarse fix within its own accuracy does not end a stay; a doubtful one is not looked at', () => {
    const coarse = spot(5, 300, { accuracy: 400 })
    const false_ = spot(6, 90_000, { doubt: 'impossible' })
    expect(staysOf([spot(0, 0), coarse, false_, spot(12, 0)])).toHaveLength(1)
  })
  it('silence over twenty minutes is a gap and parts the line', () => {
    const spots = [spot(0, 0), spot(20, 0), spot(41, 0)]
    expect(gapsOf(spots)).toEqual([{ from: 20 * minuteMs, until: 41 * minuteMs }])
    expect(linesOf(spots).map((line) => line.length)).toEqual([2, 1])
  })
  it('the spot of a moment is the newest not after it', () => {
    const spots = [spot(1, 0), spot(2, 0), spot(2, 5), spot(4, 0)]
    const found = [0, 1, 1.5, 2, 3, 4, 9].map((minute) => indexAt(spots, minute * minuteMs))
    expect(found).toEqual([-1, 0, 0, 2, 2, 3, 3])
    expect(indexAt([], 0)).toBe(-1)
  })
  it('sums leave doubtful fixes out of distances', () => {
    const sums = sumsOf([spot(0, 0), spot(1, 100), spot(2, 9e4, { doubt: 'mock' })], home)
    expect(sums).toMatchObject({ spots: 3, doubtful: 1, silentMs: 0 })
    expect(sums.meters).toBeCloseTo(100, 0)
    expect(sums.farthest).toBeCloseTo(100, 0)
    expect(sumsOf([], null).farthest).toBeNull()
  })
})
