import { createApp } from 'vue'
import { describe, expect, it } from 'vitest'
import '@/platform/texts'
import { needed, useForm } from './use-form'

function form() {
  let made!: ReturnType<typeof useForm<{ name: string; why: string }>>
  const sent: string[] = []
  createApp({
    setup() {
      made = useForm({
        initial: () => ({ name: '', why: '' }),
        labels: {},
        checks: { name: needed('name'), why: needed('why') },
        send: (model) => Promise.resolve(void sent.push(model.name)),
      })
      return () => null
    },
  }).mount(document.createElement('div'))
  return { made, sent }
}

describe('a form', () => {
  it('counts what is to be put right, and follows what has been', async () => {
    const { made, sent } = form()
    await made.submit()
    expect(made.message.value).toContain('2')
    made.model.name = '王敏'
    made.check('name')
    expect(made.message.value).toContain('1')
    made.model.why = '核对住址'
    made.check('why')
    expect(made.message.value).toBe('')
    await made.submit()
    expect(sent).toEqual(['王敏'])
  })
})
