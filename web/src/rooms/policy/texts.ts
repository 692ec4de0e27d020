import type { Texts } from '@/platform/i18n'
import { words } from './words-texts'

export const texts: Texts = {
  ...words,
  'policy.title': ['政策参数', 'Policy'],
  'policy.detail': [
    '天数、体温、时限、风险地区，都是有日期、有出处的数据；每个决定记着用的是哪一版。',
    'Days, temperatures, deadlines and risk areas are dated data with a source; each decision keeps the version it used.',
  ],
  'policy.name.isolation': ['隔离管理', 'Isolation'],
  'policy.name.screening': ['甄别规则', 'Screening'],
  'policy.name.alerts': ['预警与上报层级', 'Alerts and escalation'],
  'policy.name.break_glass': ['越权查看', 'Break-glass'],
  'policy.name.passwords': ['密码规则', 'Passwords'],
  'policy.name.provider': ['统一身份认证', 'Log-in provider'],
  'policy.name.sessions': ['登录时限', 'Sessions'],
  'policy.name.retention': ['保存期限', 'Retention'],
  'policy.name.tracking': ['定位与围栏', 'Positions and fences'],
  'policy.version': ['版本', 'Version'],
  'policy.valid_from': ['施行日期', 'In force from'],
  'policy.source': ['依据（文件名、文号）', 'Source (document and number)'],
  'policy.made_by': ['录入人', 'Entered by'],
  'policy.program': ['随程序自带', 'Came with the program'],
  'policy.in_force': ['现行', 'In force'],
  'policy.add': ['录入新版', 'Add a version'],
  'policy.body': ['参数', 'Parameters'],
  'policy.body_hint': ['在现行版本上改。', 'Change from the version in force.'],
  'policy.changes': ['与现行版本不同之处', 'What changes'],
  'policy.no_changes': ['没有不同', 'Nothing changes'],
  'policy.bad_json': ['括号、引号或逗号不对，请检查。', 'A bracket, quote or comma is wrong.'],
  'policy.none': ['还没有版本', 'No versions yet'],
}
