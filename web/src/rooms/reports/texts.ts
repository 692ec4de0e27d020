import type { Texts } from '@/platform/i18n'

export const texts: Texts = {
  'reports.title': ['Reports', 'Reports'],
  'reports.detail': [
    '这个栏目做什么，用一句话说明。',
    'Say in one sentence what this place is for.',
  ],
  'reports.entry': ['标题', 'Title'],
  'reports.area': ['区域', 'Area'],
  'reports.made_at': ['时间', 'Made'],
  'reports.empty': ['还没有条目', 'Nothing here yet'],
}
