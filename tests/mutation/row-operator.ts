import {
  isArrayLiteralExpression,
  isIdentifier,
  isVariableDeclaration,
  type Node,
} from 'typescript/unstable/ast'
import type { Operator } from './operators.ts'

/** A table by our way of naming: `TOKEN_RULES`. */
const TABLE = /^[A-Z][A-Z_]+$/

const isTable = (node: Node) =>
  isVariableDeclaration(node.parent) &&
  isIdentifier(node.parent.name) &&
  TABLE.test(node.parent.name.text)

/** A row of a table that is forgotten: most checks of the client and the guard are rows. */
export const LEFT_OUT_ROW: Operator = {
  name: 'row',
  changesOf: (node) =>
    isArrayLiteralExpression(node) && isTable(node)
      ? node.elements.map((row) => ({ of: row, to: '...[]' }))
      : [],
}
