// An OpenID provider that others wrote (oidc-provider), for tests: whoever types a login there is that login.
//   node tests/oidc/provider.mjs --port N --callback URL [--clock MILLISECONDS]
// Standard input: a line "rotate" makes new keys and forgets the old ones; its answer is a line "rotated".
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { Provider } from 'oidc-provider'

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    callback: { type: 'string' },
    clock: { type: 'string', default: '0' },
  },
})

// The program under test may live on another day; both must agree on what time it is.
let offset = Number(values.clock)
const realNow = Date.now
Date.now = () => realNow() + offset

function newKeys() {
  const pairs = [
    ['RS256', generateKeyPairSync('rsa', { modulusLength: 2048 })],
    ['ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
  ]
  return {
    keys: pairs.map(([alg, pair]) => ({
      ...pair.privateKey.export({ format: 'jwk' }),
      alg,
      use: 'sig',
      kid: randomUUID(),
    })),
  }
}

const issuer = `http://localhost:${values.port}`
const client = (id, algorithm) => ({
  client_id: id,
  client_secret: 'a secret & only for tests',
  redirect_uris: [values.callback],
  grant_types: ['authorization_code'],
  response_types: ['code'],
  id_token_signed_response_alg: algorithm,
})

function provider() {
  const made = new Provider(issuer, {
    clients: [client('xiuhua', 'RS256'), client('xiuhua-es', 'ES256')],
    jwks: newKeys(),
    cookies: { keys: [randomUUID()] },
    ttl: { Interaction: 600, Session: 600, Grant: 600, IdToken: 300, AccessToken: 300 },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  })
  made.on('server_error', (_, fault) => console.error(fault))
  return made.callback()
}

let answer = provider()
const server = createServer((request, response) => answer(request, response))
server.listen(Number(values.port), '127.0.0.1', () => console.log(`listening ${issuer}`))
createInterface({ input: process.stdin }).on('line', (line) => {
  const [word, number] = line.split(' ')
  if (word === 'rotate') answer = provider()
  if (word === 'clock') offset = Number(number)
  console.log(`${word} done`)
})
