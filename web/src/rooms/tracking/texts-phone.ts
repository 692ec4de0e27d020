// Words of the phone's way in.
import type { Texts } from '@/platform/i18n'

export const phoneTexts: Texts = {
  'track.phone': ['手机', 'Phone'],
  'track.device': ['设备号', 'Device'],
  'track.secret': ['口令', 'Secret'],
  'track.server': ['服务器', 'Server'],
  'track.issued': ['发放', 'Issued'],
  'track.first_report': ['首次报到', 'First report'],
  'track.no_credential_yet': [
    '还没有发放凭证。发放后用手机扫码即可配置好。',
    'No credential yet. Once issued, the phone sets itself up by scanning.',
  ],
  'track.waits_first': [
    '等手机第一次报到；报到后自动打印安装回执单。',
    'Waiting for the first report; the installation receipt is printed then.',
  ],
  'track.place_first': [
    '还没有围栏：到“电子围栏”里标出家的位置。',
    'No fence yet: mark the home under “Fence”.',
  ],
  'track.issue': ['发放凭证', 'Issue a credential'],
  'track.issue_again': ['重新发放', 'Issue anew'],
  'track.issue_again_means': [
    '重新发放后，旧凭证立即失效。',
    'The old credential is dead the moment a new one is issued.',
  ],
  'track.withdraw': ['收回凭证', 'Withdraw'],
  'track.withdraw_means': [
    '收回后手机不能再报位置。',
    'The phone can send no more positions afterwards.',
  ],
  'track.withdrawn': ['已收回', 'Withdrawn'],
  'track.setup': ['给手机配置定位', 'Set up the phone'],
  'track.app': ['手机应用', 'App'],
  'track.family_owntracks': ['OwnTracks', 'OwnTracks'],
  'track.family_traccar': ['Traccar Client', 'Traccar Client'],
  'track.family_gpslogger': ['GPSLogger', 'GPSLogger'],
  'track.family_overland': ['Overland', 'Overland'],
  'track.family_web': ['网页', 'Web'],
  'track.qr_alt': ['配置二维码，用手机扫描', 'Setup code to scan with the phone'],
  'track.how_owntracks_1': ['手机装好 OwnTracks。', 'Install OwnTracks on the phone.'],
  'track.how_owntracks_2': [
    '用手机相机扫左边的码，选择用 OwnTracks 打开。',
    'Scan the code with the camera and open it with OwnTracks.',
  ],
  'track.how_owntracks_3': [
    '同意导入配置，允许“始终”定位。',
    'Accept the settings and allow location “always”.',
  ],
  'track.how_owntracks_4': [
    '点右上角上报一次；办公室随即看到“已报到”。',
    'Report once by the button on top; the office sees it at once.',
  ],
  'track.how_traccar_1': ['手机装好 Traccar Client。', 'Install Traccar Client on the phone.'],
  'track.how_traccar_2': [
    '用手机相机扫左边的码，选择用 Traccar 打开。',
    'Scan the code with the camera and open it with Traccar.',
  ],
  'track.how_traccar_3': [
    '允许“始终”定位，关闭省电限制。',
    'Allow location “always” and lift battery limits.',
  ],
  'track.how_traccar_4': [
    '打开“持续跟踪”开关；办公室随即看到“已报到”。',
    'Switch continuous tracking on; the office sees it at once.',
  ],
  'track.how_gpslogger_1': ['手机装好 GPSLogger。', 'Install GPSLogger on the phone.'],
  'track.how_gpslogger_2': [
    '扫左边的码，复制其中的地址。',
    'Scan the code and copy the address in it.',
  ],
  'track.how_gpslogger_3': [
    '粘到“自定义网址”里，打开自动发送。',
    'Paste it under “Custom URL” and switch sending on.',
  ],
  'track.how_gpslogger_4': [
    '开始记录；办公室随即看到“已报到”。',
    'Start logging; the office sees it at once.',
  ],
  'track.how_overland_1': ['手机装好 Overland。', 'Install Overland on the phone.'],
  'track.how_overland_2': [
    '用手机相机扫左边的码，选择用 Overland 打开。',
    'Scan the code with the camera and open it with Overland.',
  ],
  'track.how_overland_3': [
    '同意导入配置，允许“始终”定位。',
    'Accept the settings and allow location “always”.',
  ],
  'track.how_overland_4': [
    '打开跟踪；办公室随即看到“已报到”。',
    'Switch tracking on; the office sees it at once.',
  ],
  'track.open_link': ['就在这台手机上：直接打开配置', 'On this very phone: open the settings'],
  'track.once': [
    '口令只显示这一次。丢了就重新发放。',
    'The secret is shown this once. If it is lost, issue anew.',
  ],
  'track.written_down': ['已配好', 'Done'],
}
