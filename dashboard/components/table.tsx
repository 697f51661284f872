import type { ReactNode } from 'react'
import styles from './table.module.css'

type Props<Row> = {
  /** Names the table, and the box that it scrolls in where it is narrow. */
  label: string
  columns: readonly { id: string; title: string; isNumber?: boolean; cell: (row: Row) => ReactNode }[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
}

/** A plain table. The first column names the row. */
export function Table<Row>({ label, columns, rows, rowKey }: Props<Row>): ReactNode {
  const classOf = (isNumber: boolean | undefined): string =>
    isNumber === true ? (styles['number'] ?? '') : ''
  return (
    <div className={styles['box'] ?? ''} role="region" aria-label={label} tabIndex={0}>
      <table className={styles['table'] ?? ''}>
        <thead>
          <tr>
            {columns.map(({ id, title, isNumber }) => (
              <th key={id} scope="col" className={classOf(isNumber)}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map(({ id, cell, isNumber }, index) =>
                index === 0 ? (
                  <th key={id} scope="row" className={classOf(isNumber)}>
                    {cell(row)}
                  </th>
                ) : (
                  <td key={id} className={classOf(isNumber)}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
