// The vectors that the server's rule is held to (server/rooms/tracking/fence_vectors.json), through WebAssembly: the
// compiled rule and the border between it and TypeScript.
import { describe, expect, it } from 'vitest'
import vectors from '../../../../server/rooms/tracking/fence_vectors.json'
import { fenceRuleVersion, heard, judge, next, unheardOf, wantsProbe, type FenceFix } from './fence'

type Step = (typeof vectors)['cases'][number]['steps'][number]
interface RawFix {
  point: { latitude: number; longitude: number }
  time: string
  accuracy_meters?: number | null
  home_network: string
}

function fixOf(step: Step): FenceFix | null {
  const raw = step.fix as RawFix | null | undefined
  if (!raw) return null
  return {
    point: raw.point,
    time: Date.parse(raw.time),
    accuracy: raw.accuracy_meters ?? null,
    homeNetwork: raw.home_network === 'connected',
  }
}

describe('the fence on the phone decides as the office does', () => {
  it('is the same version of the rule', () => {
    expect(vectors.rule_version).toBe(fenceRuleVersion)
    expect(vectors.cases.length).toBeGreaterThan(10)
  })
  for (const one of vectors.cases) {
    it(one.name, () => {
      let state = unheardOf()
      one.steps.forEach((step, at) => {
        const now = Date.parse(step.now)
        const fix = fixOf(step)
        if (fix) state = next(state, vectors.policy, one.fence, fix, now)
        else if (step.heard) state = heard(state, now)
        const found = [state.verdict, judge(state, vectors.policy, now), wantsProbe(state)]
        expect(found, `step ${at}`).toEqual([step.verdict, step.judged, step.probe])
        expect(Math.abs(state.logOdds - step.log_odds), `step ${at}`).toBeLessThanOrEqual(2e-6)
      })
    })
  }
})
