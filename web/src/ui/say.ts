// Short words after an act: what was done, or why not.
import { ElMessage } from 'element-plus/es/components/message/index.mjs'
import 'element-plus/es/components/message/style/css'
import { errorText } from '@/platform/errors'

export const sayDone = (message: string) => ElMessage({ message, type: 'success', grouping: true })
export const sayFailed = (fault: unknown) =>
  ElMessage({
    message: errorText(fault),
    type: 'error',
    duration: 8000,
    showClose: true,
    grouping: true,
  })
