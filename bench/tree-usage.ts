import { readdirSync, readFileSync } from 'node:fs'

/** What Linux counts in, whatever the kernel's own clock (proc_pid_stat(5): `sysconf(_SC_CLK_TCK)`). */
const TICK_US = 10_000

interface ProcessStat {
  readonly pid: number
  readonly parent: number
  readonly cpu_us: number
}

/** Fields 4, 14 and 15 of proc_pid_stat(5), after a name that may have anything in it; of one that has ended, nothing. */
const statOf = (pid: number): readonly ProcessStat[] => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const cpu_us = (Number(fields[11]) + Number(fields[12])) * TICK_US
    return [{ pid, parent: Number(fields[1]), cpu_us }]
  } catch {
    return []
  }
}

/** CPU that a process and all that it has started have used, in microseconds; `NaN` where there is no /proc. */
export const treeCpu = (root: number): number => {
  if (process.platform !== 'linux') return Number.NaN
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const all = pids.flatMap((pid) => statOf(Number(pid)))
  const used = ({ pid, cpu_us }: ProcessStat): number =>
    all.filter(({ parent }) => parent === pid).reduce((sum, child) => sum + used(child), cpu_us)
  return all.filter(({ pid }) => pid === root).reduce((sum, one) => sum + used(one), 0)
}
