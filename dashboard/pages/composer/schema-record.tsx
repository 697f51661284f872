import { Plus, X } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { Button, IconButton } from '../../components/button.js'
import { TextField } from '../../components/fields.js'
import { useTexts } from '../../texts/texts.js'
import { newKey } from './draft.js'
import { Findings } from './findings.js'
import type { Schema, Values, ValueProps } from './schema.js'
import styles from './schema-form.module.css'
import { texts } from './schema.texts.js'
import { findingsAt } from './use-verdict.js'

type Row = { key: string; name: string; value: unknown }

type Props = ValueProps & { drawValue: (props: ValueProps) => ReactNode }

/** Values under names that one gives them. A row without a name is not sent yet. */
export function SchemaRecord({
  schema,
  value,
  onChange,
  findings,
  path,
  label,
  drawValue,
}: Props): ReactNode {
  const t = useTexts(texts)
  const of: Schema = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {}
  const [typed, setTyped] = useState<readonly Row[]>([])
  // Rows that say something else than the value are of before it was changed elsewhere.
  const rows = isSame(valuesOf(typed), value) ? typed : rowsOf(value)
  const put = (next: readonly Row[]): void => {
    setTyped(next)
    onChange(valuesOf(next))
  }
  const patch = (key: string, more: Partial<Row>): void =>
    put(rows.map((each) => (each.key === key ? { ...each, ...more } : each)))
  const ofRows = new Set(rows.flatMap(({ name }) => findingsAt(findings, `${path}.${name}`)))
  return (
    <fieldset className={styles['list'] ?? ''}>
      <legend>{label}</legend>
      {schema.description !== undefined && <p className="soft small">{schema.description}</p>}
      {rows.map(({ key, name, value: each }, index) => {
        const number = index + 1
        return (
          <div key={key} className={styles['item'] ?? ''}>
            <div className={styles['row'] ?? ''}>
              <TextField
                label={t('rowName', { number })}
                value={name}
                onChange={(next) => patch(key, { name: next })}
              />
              {drawValue({
                label: t('rowValue', { number }),
                schema: of,
                value: each,
                isRequired: true,
                onChange: (next) => patch(key, { value: next }),
                findings,
                path: `${path}.${name}`,
              })}
            </div>
            <IconButton
              label={t('remove', { name: t('item', { name: label, number }) })}
              icon={<X aria-hidden />}
              onPress={() => put(rows.filter((row) => row.key !== key))}
            />
          </div>
        )
      })}
      <Button
        icon={<Plus aria-hidden />}
        onPress={() => put([...rows, { key: newKey(), name: '', value: undefined }])}
      >
        {t('add', { name: label })}
      </Button>
      <Findings findings={findingsAt(findings, path).filter((each) => !ofRows.has(each))} />
    </fieldset>
  )
}

function rowsOf(value: unknown): Row[] {
  return Object.entries((value ?? {}) as Values).map(([name, each]) => ({ key: name, name, value: each }))
}

function valuesOf(rows: readonly Row[]): Values | undefined {
  const named = rows.filter(({ name }) => name !== '').map(({ name, value }) => [name, value ?? ''])
  return named.length === 0 ? undefined : (Object.fromEntries(named) as Values)
}

function isSame(one: Values | undefined, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
