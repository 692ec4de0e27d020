import type { Texts } from '@/platform/i18n'

export const texts: Texts = {
  'example.title': ['Example', 'Example'],
  'example.detail': ['这个栏目做什么，用一句话说明。', 'Say in one sentence what this place is for.'],
  'example.entry': ['标题', 'Title'],
  'example.area': ['区域', 'Area'],
  'example.made_at': ['时间', 'Made'],
  'example.empty': ['还没有条目', 'Nothing here yet'],
}
