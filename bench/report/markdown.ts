import {
  figureTable,
  floorTable,
  memoryTable,
  observationTable,
  type Report,
  type Table,
  targetTable,
} from './figures.ts'

const markdown = ([heads = [], ...rows]: Table): string =>
  [heads, heads.map(() => '--'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

/** docs/performance.md, as it is written. */
export const asMarkdown = (report: Report): string => {
  const { machine, args } = report
  const where = machine.pinned
    ? 'the server bound to one core, the load to another'
    : 'nothing bound to a core'
  return `# How fast it is

Written by \`npm run bench -- --write\`, and read by whoever wants to know: nothing in here was typed by hand.

Gryphon ${machine.gryphon} with **durable SQLite** against \`oidc-provider\` ${machine.oidc_provider} with its in-memory adapter, driven in turn, ${args.rounds}
rounds of new processes, about ${args.seconds} s for each sample, 8 requests under way at once, 64 people signed in: ${machine.processor},
${machine.cores} cores, ${machine.memory_gb} GB, ${machine.system}, Node ${machine.node}, ${where}; load average ${machine.load}. Medians over the rounds. CPU is that of the server's whole process, all threads,
user and system: it is what can be compared on a machine that others use too. The log is at \`error\`, for theirs has none.

- **ours**: \`gryphon serve\`, opaque access tokens. **ours_jwt**: the same with JWT access tokens.
- **theirs**: \`oidc-provider\`.
- **bare**: the floor. A bare server that checks what the protocol has it check for one client, signs, and makes one durable mark for
  each flow (\`bench/subjects/bare-server.ts\`).
- **flow**: authorize with a live session → form_post → token with client_secret_basic → userinfo; every answer is checked, and one
  flow of each process to the last signature.
- **ratio**: how many times as much CPU as ours. **floor**: what part of it the floor is.

![Ratios, and latency against load](performance.svg)

## What was to be reached

${markdown(targetTable(report))}

## Work

${markdown(figureTable(report))}

## The floor of this machine, in the same run

${markdown(floorTable(report))}

## Memory at the end of a round

${markdown(memoryTable(report))}

## Under other loads

Latency is counted from when a flow was due, so a server that falls behind is seen to.

${markdown(observationTable(report))}
`
}
