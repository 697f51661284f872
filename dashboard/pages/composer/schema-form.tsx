import { Plus, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button, IconButton } from '../../components/button.js'
import { Select, TextField } from '../../components/fields.js'
import { useTexts } from '../../texts/texts.js'
import { Findings } from './findings.js'
import styles from './schema-form.module.css'
import { texts } from './schema.texts.js'
import { findingsAt, type Finding } from './use-verdict.js'

/** The part of JSON Schema that connectors use. */
export type Schema = {
  type?: string
  title?: string
  description?: string
  enum?: readonly string[]
  /** What the values are called, in their order. */
  enumNames?: readonly string[]
  format?: string
  properties?: Record<string, Schema>
  required?: readonly string[]
  items?: Schema
  anyOf?: readonly Schema[]
  minItems?: number
  maxItems?: number
  minimum?: number
  maximum?: number
  maxLength?: number
}
type Values = Record<string, unknown>

type FormProps = {
  schema: Schema
  values: Values
  onChange: (values: Values) => void
  findings: readonly Finding[]
  /** What names of fields begin with in the server's words. */
  path: string
}

/** A form out of a schema. What is empty is left out, so that the network’s own way holds. */
export function SchemaForm({ schema, values, onChange, findings, path }: FormProps): ReactNode {
  const set = (name: string, value: unknown): void => {
    const { [name]: _old, ...rest } = values
    onChange(value === undefined ? rest : { ...values, [name]: value })
  }
  return (
    <div className={styles['form'] ?? ''}>
      {Object.entries(schema.properties ?? {}).map(([name, property]) => (
        <Field
          key={name}
          name={name}
          schema={property}
          value={values[name]}
          isRequired={schema.required?.includes(name) === true}
          onChange={(value) => set(name, value)}
          findings={findings}
          path={`${path}.${name}`}
        />
      ))}
    </div>
  )
}

type FieldProps = {
  name: string
  schema: Schema
  value: unknown
  isRequired: boolean
  onChange: (value: unknown) => void
  findings: readonly Finding[]
  path: string
}

function Field(props: FieldProps): ReactNode {
  const { schema, findings, path, name } = props
  const kind = kindOf(schema)
  const said = findingsAt(findings, path)
  if (kind === 'object') return <Group {...props} label={labelOf(name, schema)} />
  if (kind === 'list') return <List {...props} label={labelOf(name, schema)} />
  return (
    <div className={styles['field'] ?? ''}>
      <One {...props} label={labelOf(name, schema)} hint={schema.description} />
      <Findings findings={said} />
    </div>
  )
}

type OneProps = Omit<FieldProps, 'name' | 'findings' | 'path'> & {
  label: string
  hint?: string | undefined
  isLabelHidden?: boolean
}

/** A text, a number, a choice, or yes and no. */
function One({
  schema,
  value,
  isRequired,
  onChange,
  label,
  hint,
  isLabelHidden = false,
}: OneProps): ReactNode {
  const t = useTexts(texts)
  const said = { label, isLabelHidden, ...(hint === undefined ? {} : { hint }) }
  if (schema.enum !== undefined || schema.type === 'boolean') {
    const choices = schema.enum ?? ['true', 'false']
    const isSwitch = schema.type === 'boolean'
    return (
      <Select
        {...said}
        value={value === undefined ? '' : String(value)}
        onChange={(next) => onChange(next === '' ? undefined : isSwitch ? next === 'true' : next)}
        options={[
          { value: '', label: t('unset') },
          ...choices.map((each, index) => ({
            value: each,
            label: isSwitch
              ? t(each === 'true' ? 'yes' : 'no')
              : (schema.enumNames?.[index] ?? sentence(each)),
          })),
        ]}
      />
    )
  }
  const isNumber = schema.type === 'integer' || schema.type === 'number'
  return (
    <TextField
      {...said}
      isRequired={isRequired}
      value={value === undefined ? '' : String(value)}
      {...(isNumber ? { inputMode: 'decimal' as const } : {})}
      {...(schema.format === 'uri' ? { type: 'url' as const, placeholder: 'https://' } : {})}
      {...(schema.maxLength === undefined ? {} : { maxLength: schema.maxLength })}
      onChange={(next) => {
        const number = Number(next.replace(',', '.'))
        onChange(next === '' ? undefined : isNumber && !Number.isNaN(number) ? number : next)
      }}
    />
  )
}

/** Fields that belong together; nothing of them is sent until they are wanted. */
function Group({
  schema,
  value,
  onChange,
  findings,
  path,
  label,
}: FieldProps & { label: string }): ReactNode {
  const t = useTexts(texts)
  if (value === undefined)
    return (
      <div className={styles['field'] ?? ''}>
        <Button icon={<Plus aria-hidden />} onPress={() => onChange(emptyOf(schema))}>
          {t('add', { name: label })}
        </Button>
        {schema.description !== undefined && <span className="soft small">{schema.description}</span>}
      </div>
    )
  return (
    <fieldset className={styles['group'] ?? ''}>
      <legend>
        {label}
        <IconButton
          label={t('remove', { name: label })}
          icon={<X aria-hidden />}
          onPress={() => onChange(undefined)}
        />
      </legend>
      <SchemaForm
        schema={schema}
        values={value as Values}
        onChange={onChange}
        findings={findings}
        path={path}
      />
      <Findings findings={findings.filter(({ field }) => field === path)} />
    </fieldset>
  )
}

/** Several of the same. */
function List({ schema, value, onChange, findings, path, label }: FieldProps & { label: string }): ReactNode {
  const t = useTexts(texts)
  const list = Array.isArray(value) ? (value as unknown[]) : []
  const items = schema.items ?? {}
  const put = (next: unknown[]): void => onChange(next.length === 0 ? undefined : next)
  const isFull = schema.maxItems !== undefined && list.length >= schema.maxItems
  const begin = Math.max(1, list.length === 0 ? (schema.minItems ?? 1) : 1)
  return (
    <fieldset className={styles['list'] ?? ''}>
      <legend>{label}</legend>
      {schema.description !== undefined && <p className="soft small">{schema.description}</p>}
      {list.map((item, index) => {
        const name = t('item', { name: label, number: index + 1 })
        const change = (next: unknown): void =>
          put(list.map((each, place) => (place === index ? (next ?? emptyOf(items)) : each)))
        return (
          <div key={index} className={styles['item'] ?? ''}>
            {kindOf(items) === 'object' ? (
              <SchemaForm
                schema={items}
                values={item as Values}
                onChange={change}
                findings={findings}
                path={`${path}.${String(index)}`}
              />
            ) : (
              <One
                schema={items}
                value={item === '' ? undefined : item}
                isRequired
                label={name}
                isLabelHidden
                onChange={change}
              />
            )}
            <IconButton
              label={t('remove', { name })}
              icon={<X aria-hidden />}
              onPress={() => put(list.filter((_each, place) => place !== index))}
            />
          </div>
        )
      })}
      {!isFull && (
        <Button
          icon={<Plus aria-hidden />}
          onPress={() => put([...list, ...Array.from({ length: begin }, () => emptyOf(items))])}
        >
          {t('add', { name: label })}
        </Button>
      )}
      <Findings findings={findingsAt(findings, path)} />
    </fieldset>
  )
}

function kindOf({ type, properties, anyOf, items }: Schema): 'object' | 'list' | 'one' {
  if (properties !== undefined) return 'object'
  // Of several forms the first is the simplest.
  if (type === 'array' && (items !== undefined || anyOf === undefined)) return 'list'
  return 'one'
}

/** What stands there before anything is typed. */
function emptyOf(schema: Schema): unknown {
  if (kindOf(schema) !== 'object') return schema.type === 'array' ? [] : ''
  const needed = Object.entries(schema.properties ?? {}).filter(
    ([name, each]) => schema.required?.includes(name) === true && kindOf(each) === 'list',
  )
  return Object.fromEntries(
    needed.map(([name, { minItems = 1, items = {} }]) => [
      name,
      Array.from({ length: minItems }, () => emptyOf(items)),
    ]),
  )
}

export function labelOf(name: string, { title }: Schema): string {
  return title ?? sentence(name)
}

/** `disableReshare` → Disable reshare, `THREE_DAYS` → Three days. */
function sentence(name: string): string {
  const words = name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]/g, ' ')
    .toLowerCase()
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}
