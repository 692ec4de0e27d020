// Words for the person whose phone it is.
import type { Texts } from '@/platform/i18n'

export const ownTexts: Texts = {
  'track.own': ['我的定位', 'My positions'],
  'track.own_detail': [
    '办公室看到什么、谁看过、到哪天为止，都在这里。',
    'What the office sees, who looked, and when it ends.',
  ],
  'track.own_nothing': ['没有在记录您的位置', 'Your positions are not being kept'],
  'track.own_nothing_detail': [
    '只有居家隔离期间才会记录。',
    'They are kept only while you are isolated at home.',
  ],
  'track.own_state': ['现在的状态', 'How it stands'],
  'track.own_inside': ['手机在家，一切正常。', 'Your phone is at home. All is well.'],
  'track.own_suspect': [
    '手机的位置不太清楚，正在请它再定位一次。',
    'The position is unclear; the phone is asked for a fresh one.',
  ],
  'track.own_out': [
    '手机看起来不在家。如果您在家，请点“我在家，平安”。',
    'The phone seems away. If you are at home, press “At home and well”.',
  ],
  'track.own_no_signal': [
    '有一阵没收到手机的消息了。请看看电量和网络，这不算离家。',
    'Nothing was heard for a while. Check battery and network; this does not count as leaving.',
  ],
  'track.own_no_data': ['手机还没有报到。', 'The phone has not reported yet.'],
  'track.own_ended': [
    '隔离已结束，不再记录。已有的位置将在 {time} 后销毁。',
    'Isolation is over and nothing more is kept. What there is goes after {time}.',
  ],
  'track.own_destroyed': ['您的位置已全部销毁。', 'Your positions have been destroyed.'],
  'track.last_heard': ['最近报到：{time}', 'Last heard {time}'],
  'track.show_own': ['看我的轨迹', 'Show my track'],
  'track.hide_own': ['收起轨迹', 'Hide the track'],
  'track.who_looked': ['谁看过我的轨迹', 'Who looked at my track'],
  'track.ask_left_home': [
    '手机看起来不在家，您还好吗？',
    'Your phone seems away from home. Are you well?',
  ],
  'track.ask_phone_silent': [
    '好久没有收到手机的消息，您还好吗？',
    'Nothing was heard from your phone for long. Are you well?',
  ],
  'track.ask_means': [
    '回一声就好；没有回音时会有人打电话给您。',
    'One press is enough. If there is no answer, somebody will call you.',
  ],
  'track.at_home_well': ['我在家，平安', 'At home and well'],
  'track.answer_kept': ['收到，谢谢', 'Thank you'],
  'track.your_rights': ['您的权利', 'Your rights'],
  'track.right_1': [
    '可以看自己的全部位置和每一次查看。',
    'You may see all your positions and every look at them.',
  ],
  'track.right_2': [
    '可以申请外出，准许的时段里围栏不起作用。',
    'You may ask for an errand; the fence rests within its window.',
  ],
  'track.right_3': [
    '解除隔离当刻停止记录，到期销毁并有证明。',
    'Keeping stops the moment you are released; then everything is destroyed, with a certificate.',
  ],
  'track.right_4': [
    '没有智能手机也可以：电话和上门同样有效。',
    'No smartphone is needed: calls and visits serve as well.',
  ],
  'track.device_mode': ['由手机自己判断', 'Your phone decides'],
  'track.device_mode_means': [
    '位置不离开这台手机，只告诉办公室“在家”或“不在家”。请让本页保持打开。',
    'Positions stay on this phone; the office learns only whether you are home. Please keep this page open.',
  ],
  'track.device_unable': [
    '这台设备不能定位（需要 https）。请联系网格员。',
    'This device cannot find its place (https is needed). Please call your grid worker.',
  ],
  'track.device_refused': [
    '定位被拒绝。请在浏览器里允许定位。',
    'Location was refused. Please allow it in the browser.',
  ],
  'track.device_unsent': ['{n} 条状态等待发送', '{n} states wait to be sent'],
}
