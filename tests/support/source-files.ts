import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'

export const root = join(import.meta.dirname, '..', '..')

/** Files under folders of the repository that are there, as paths from its root. */
export function filesUnder(folders: readonly string[], endings: readonly string[]): string[] {
  return folders
    .flatMap((folder) => {
      try {
        return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
        throw error
      }
    })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => !path.includes('node_modules/') && !path.startsWith('dist/'))
    .sort()
}

export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

export type Word = { line: number; kind: 'name' | 'text'; text: string }

/** The names and the pieces of text of a source file; comments are neither. */
export function wordsOf(path: string, source: string): Word[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true)
  const words: Word[] = []
  const visit = (node: ts.Node): void => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart(file))
    if (ts.isIdentifier(node)) words.push({ line: line + 1, kind: 'name', text: node.text })
    else if (
      ts.isStringLiteralLike(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddleOrTemplateTail(node) ||
      ts.isJsxText(node) ||
      ts.isRegularExpressionLiteral(node)
    )
      words.push({ line: line + 1, kind: 'text', text: node.text })
    ts.forEachChild(node, visit)
  }
  visit(file)
  return words
}
