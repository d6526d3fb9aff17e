/** What the adapters augment, loaded: TypeScript does not load a module for its augmentation alone. */
import type {} from 'fastify'
import type {} from 'hono'
