// Starts the provider of tests/oidc on the play's clock.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('../oidc/provider.mjs', import.meta.url))

export async function startProvider(play, port) {
  const callback = `${play.address}/api/access/provider/callback`
  const words = ['--port', port, '--callback', callback, '--clock', String(play.offset)]
  const child = spawn(process.execPath, [script, ...words], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const until = async (word) => {
    for (;;) {
      const { value, done } = await lines.next()
      if (done) throw new Error('the provider ended')
      if (value.startsWith(word)) return
    }
  }
  await until('listening')
  return {
    origin: `http://localhost:${port}`,
    async say(line) {
      child.stdin.write(`${line}\n`)
      await until(`${line.split(' ')[0]} done`)
    },
    stop: () => child.kill(),
  }
}
