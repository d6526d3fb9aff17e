import { resolve } from 'node:path'
import { isTypeNode, type Node, type SourceFile, SyntaxKind } from 'typescript/unstable/ast'
import { API } from 'typescript/unstable/sync'
import type { Mutant } from './mutant.ts'
import type { Operator } from './operators.ts'

/** Nothing in these is run. */
const NOT_RUN: readonly SyntaxKind[] = [
  SyntaxKind.ImportDeclaration,
  SyntaxKind.ExportDeclaration,
  SyntaxKind.InterfaceDeclaration,
  SyntaxKind.TypeAliasDeclaration,
]

/** Every mutant that these operators make of these files of the repository, in order of file and place. */
export function findMutants(
  files: readonly string[],
  operators: readonly Operator[],
): readonly Mutant[] {
  const api = new API({ cwd: process.cwd() })
  try {
    const [project] = api.updateSnapshot({ openProjects: [resolve('tsconfig.json')] }).getProjects()
    return files.flatMap((file) => {
      const source = project?.program.getSourceFile(resolve(file))
      if (source === undefined) throw new Error(`${file} is not in tsconfig.json`)
      return mutantsOf(file, source, operators)
    })
  } finally {
    api.close()
  }
}

function mutantsOf(
  file: string,
  source: SourceFile,
  operators: readonly Operator[],
): readonly Mutant[] {
  const found: Mutant[] = []
  const startOf = (node: Node) => node.getStart(source)
  const text = (node: Node) => source.text.slice(startOf(node), node.end)
  const visit = (node: Node): void => {
    if (NOT_RUN.includes(node.kind) || isTypeNode(node)) return
    for (const { name, changesOf } of operators)
      for (const { of, to } of changesOf(node, text))
        found.push({
          file,
          start: startOf(of),
          end: of.end,
          at: startOf(node),
          ...lineOf(source.text, startOf(of)),
          original: text(of),
          replacement: to,
          operator: name,
        })
    node.forEachChild(visit)
  }
  visit(source)
  return found.sort((one, next) => one.start - next.start)
}

function lineOf(text: string, at: number): Pick<Mutant, 'line' | 'context'> {
  const line = text.slice(0, at).split('\n').length
  return { line, context: (text.split('\n')[line - 1] ?? '').trim() }
}
