import { openStore } from './open-store.ts'

/** A process that adds a tenant to a file and does not close it: `add-tenant.ts FILE TENANT_ID`. */
const [, , file = '', tenant_id = ''] = process.argv
const store = await openStore(file)
await store.addTenant({ tenant_id, name: tenant_id, created_at: 0 }, [])
