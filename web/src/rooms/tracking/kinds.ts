/** Told by the office after the commit; pages load anew. */
export const homeKinds = [
  'home_changed',
  'errand_changed',
  'credential_issued',
  'credential_withdrawn',
  'first_report',
  'fence_set',
  'watch_ended',
  'track_opened',
  'track_destroyed',
].map((kind) => `tracking.${kind}`)
export const alertKinds = ['tracking.alert_changed']
export const liveKinds = [...homeKinds, ...alertKinds]
