// A phone with OwnTracks in HTTP mode, as a process of its own: each line it is given is a place and a time; each is
// posted as the app does, and the office's answer printed. An answer that asks for a fresh fix is followed.
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    address: { type: 'string' },
    device: { type: 'string' },
    secret: { type: 'string' },
  },
})
const authorization = `Basic ${Buffer.from(`${values.device}:${values.secret}`).toString('base64')}`

async function publish(place, trigger) {
  const response = await fetch(`${values.address}/pub`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Authorization: authorization,
      'X-Limit-U': values.device,
      'X-Limit-D': 'phone',
    },
    body: JSON.stringify({
      _type: 'location',
      topic: `owntracks/${values.device}/phone`,
      tid: 'ph',
      t: trigger,
      lat: place.latitude,
      lon: place.longitude,
      acc: place.accuracy,
      batt: 64,
      bs: 1,
      conn: 'm',
      tst: Math.floor(place.at / 1000),
      created_at: Math.floor(place.at / 1000),
    }),
  })
  const body = await response.text()
  console.log(JSON.stringify({ status: response.status, body }))
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim()) await publish(JSON.parse(line), 'p')
}
