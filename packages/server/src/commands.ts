import type { Command } from './command/command.ts'
import { clientAdd, clientList, clientRemove, clientShow, clientUpdate } from './commands/client.ts'
import { clientRegisterToken } from './commands/client-register-token.ts'
import { demo } from './commands/demo.ts'
import { explain } from './commands/explain.ts'
import { keysList, keysRewrap, keysRotate } from './commands/keys.ts'
import { logoutList } from './commands/logout.ts'
import { migrateCommand } from './commands/migrate.ts'
import { refusal } from './commands/refusal.ts'
import { resourceAdd, resourceList, resourceRemove } from './commands/resource.ts'
import { serve } from './commands/serve.ts'
import { tenantAdd, tenantList, tenantRemove } from './commands/tenant.ts'
import { exportCommand, importCommand } from './commands/transfer.ts'
import { userAdd, userList, userRemove, userSetPassword, userSignOut } from './commands/user.ts'

/** Everything that `gryphon` can be told, in the order of its help. */
export const COMMANDS: readonly Command[] = [
  demo,
  serve,
  clientAdd,
  clientList,
  clientShow,
  clientUpdate,
  clientRemove,
  clientRegisterToken,
  userAdd,
  userList,
  userRemove,
  userSetPassword,
  userSignOut,
  logoutList,
  resourceAdd,
  resourceList,
  resourceRemove,
  tenantAdd,
  tenantList,
  tenantRemove,
  keysList,
  keysRotate,
  keysRewrap,
  migrateCommand,
  exportCommand,
  importCommand,
  explain,
  refusal,
]
