export * from './people-store.ts'
