import { openStore } from './open-store.ts'

/** A process that adds a tenant to a database: `add-tenant.ts URL TENANT_ID`. */
const [, , url = '', tenant_id = ''] = process.argv
const store = await openStore(url)
await store.addTenant({ tenant_id, name: tenant_id, created_at: 0 }, [])
await store.close()
