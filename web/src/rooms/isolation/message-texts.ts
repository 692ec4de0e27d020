import type { Texts } from '@/platform/i18n'

/** What is said most often. Each can be changed before it is sent. */
export const phraseTexts = {
  'message.phrase.report': [
    '请及时上报今天的体温和身体情况。有不舒服，随时给我们打电话。',
    'Please report your temperature and how you feel today. Call us whenever you feel unwell.',
  ],
  'message.phrase.sample': [
    '明天上午医务人员上门采样，请在家等候，开门时戴好口罩。',
    'A medic comes to take a sample tomorrow morning: please be at home and wear a mask at the door.',
  ],
  'message.phrase.supplies': [
    '今天的菜和生活用品送到了门口，请等送货的人离开后再取。',
    'Vegetables and supplies are at your door: please take them in once the carrier has left.',
  ],
  'message.phrase.rubbish': [
    '今天专人上门收垃圾，请扎好袋口，放在门口的专用桶里。',
    'Rubbish is collected today: please tie the bag and put it into the bin at your door.',
  ],
  'message.phrase.release': [
    '您的隔离快到期了。请继续早晚上报，符合条件会按时解除。',
    'Your isolation ends soon. Please go on reporting morning and evening; you are released on time when the conditions hold.',
  ],
} as const satisfies Texts
export type Phrase = keyof typeof phraseTexts

export const messageTexts: Texts = {
  ...phraseTexts,
  'bulk.message': ['批量发消息', 'Write to many'],
  'bulk.law_message': [
    '每个人在自己的手机页面上看到；没有手机页面的不发，请打电话。没人读过的，十分钟内可以整批撤回。',
    'Each reads it on the own phone page; who has none is not written to: call instead. For ten minutes what nobody has read can be taken back.',
  ],
  'bulk.go_message': ['发给 {n} 人', 'Send to {n}'],
  'act.message': ['发消息', 'Write a message'],
  'order.messages': ['消息', 'Messages'],
  'order.none_messages': ['还没有发过消息', 'No messages yet'],
  'message.phrase': ['常用语', 'Ready phrase'],
  'message.choose': ['选一句，再改成合适的', 'Choose one, then make it fit'],
  'message.text': ['消息内容', 'Message'],
  'message.hint': [
    '本人（或监护人）在手机上读到；写看得懂的话，不写别人的事。',
    'The person, or the guardian, reads it on a phone: plain words, and nothing about others.',
  ],
  'message.send': ['发送', 'Send'],
  'message.sent_now': ['已发出', 'Sent'],
  'message.too_long': ['最多 500 字。', 'At most 500 characters.'],
  'message.hidden': ['不显示', 'Not shown'],
  'message.state.sent': ['未送达', 'Not yet delivered'],
  'message.state.delivered': ['已送达，未读', 'Delivered, unread'],
  'message.state.read': ['已读', 'Read'],
  'message.state.withdrawn': ['已撤回', 'Taken back'],
  'message.by_guardian': ['监护人', 'by the guardian'],
  'message.to_many': ['群发', 'to many'],
  'message.take_back': ['撤回', 'Take back'],
  'message.taken_back': ['已撤回这条消息', 'The message was taken back'],
  'own.messages_new': ['给您的消息', 'Messages for you'],
  'own.messages_old': ['以前的消息', 'Earlier messages'],
  'own.message_from': ['{name} · {time}', '{name} · {time}'],
  'own.message_to': ['给{name}的', 'For {name}'],
  'isolation.timeline.message_sent': ['发出消息', 'Message sent'],
  'isolation.timeline.message_read': ['消息已读', 'Message read'],
  'isolation.timeline.message_withdrawn': ['撤回消息', 'Message taken back'],
}
