import type { Texts } from '@/platform/i18n'

export const texts: Texts = {
  'operation.page': ['系统运行', 'Operation'],
  'operation.detail': [
    '程序现在是否正常、备份做到了何时。告警的处理办法见运行手册。',
    'Whether the program is well and how far the backups reach. The operating manual says what to do.',
  ],
  'operation.well': ['一切正常', 'All is well'],
  'operation.degraded': ['有 {n} 项告警', '{n} alarms'],
  'operation.since': ['自 {at} 起', 'since {at}'],
  'operation.version': ['版本', 'Version'],
  'operation.engine': ['数据库', 'Database'],
  'operation.backup': ['最近备份', 'Newest backup'],
  'operation.no_backup': ['程序没有设置每日备份', 'No daily backup is configured'],
  'operation.never': ['还没有', 'None yet'],
  'operation.continuous': ['连续备份', 'Continuous backup'],
  'operation.on': ['已开启', 'On'],
  'operation.off': ['未开启', 'Off'],
  'operation.free': ['数据盘余量', 'Free on the data disk'],
  'operation.writes': ['启动以来保存', 'Saved since the start'],
  'operation.level': ['日志级别（到下次启动为止）', 'Log level (until the next start)'],
  'operation.changed': ['日志级别已改', 'The log level is changed'],
  'action.operation.log_level': ['改日志级别', 'Changed the log level'],
}
