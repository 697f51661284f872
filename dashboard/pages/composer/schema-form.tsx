import { Plus, X } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { Button, IconButton } from '../../components/button.js'
import { Select } from '../../components/fields.js'
import { useTexts } from '../../texts/texts.js'
import { Findings } from './findings.js'
import { emptyOf, isOf, isOne, kindOf, labelOf, type Schema, type ValueProps, type Values } from './schema.js'
import { SchemaField } from './schema-field.js'
import styles from './schema-form.module.css'
import { SchemaRecord } from './schema-record.js'
import { texts } from './schema.texts.js'
import { findingsAt, type Finding } from './use-verdict.js'

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
  const properties = Object.entries(schema.properties ?? {})
  const set = (name: string, value: unknown): void => {
    const { [name]: _old, ...rest } = values
    onChange(value === undefined ? rest : { ...values, [name]: value })
  }
  const ofFields = new Set(properties.flatMap(([name]) => findingsAt(findings, `${path}.${name}`)))
  return (
    <div className={styles['form'] ?? ''}>
      {properties.map(([name, property]) => (
        <SchemaValue
          key={name}
          label={labelOf(name, property)}
          schema={property}
          value={values[name]}
          isRequired={schema.required?.includes(name) === true}
          onChange={(value) => set(name, value)}
          findings={findings}
          path={`${path}.${name}`}
        />
      ))}
      <Findings findings={findingsAt(findings, path).filter((each) => !ofFields.has(each))} />
    </div>
  )
}

/** Whatever a schema describes. */
export function SchemaValue(props: ValueProps): ReactNode {
  const { schema, findings, path, isItem = false, label, value, isRequired, onChange } = props
  switch (kindOf(schema)) {
    case 'object':
      return <Group {...props} />
    case 'list':
      return <List {...props} />
    case 'record':
      return <SchemaRecord {...props} drawValue={(each) => <SchemaValue {...each} />} />
    case 'forms':
      return <Forms {...props} />
    default:
      return (
        <div className={styles['field'] ?? ''}>
          <SchemaField
            label={label}
            isLabelHidden={isItem}
            hint={isItem ? undefined : schema.description}
            schema={schema}
            value={value === '' ? undefined : value}
            isRequired={isRequired}
            onChange={onChange}
          />
          <Findings findings={findingsAt(findings, path)} />
        </div>
      )
  }
}

/** Fields that belong together; nothing of them is sent until they are wanted. */
function Group({ schema, value, onChange, findings, path, label, isItem = false }: ValueProps): ReactNode {
  const t = useTexts(texts)
  if (value === undefined)
    return (
      <div className={styles['field'] ?? ''}>
        <Button icon={<Plus aria-hidden />} onPress={() => onChange(emptyOf(schema))}>
          {t('add', { name: label })}
        </Button>
        {schema.description !== undefined && <span className="soft small">{schema.description}</span>}
        <Findings findings={findingsAt(findings, path)} />
      </div>
    )
  return (
    <fieldset className={styles['group'] ?? ''}>
      <legend>
        {label}
        {!isItem && (
          <IconButton
            label={t('remove', { name: label })}
            icon={<X aria-hidden />}
            onPress={() => onChange(undefined)}
          />
        )}
      </legend>
      <SchemaForm
        schema={schema}
        values={value as Values}
        onChange={onChange}
        findings={findings}
        path={path}
      />
    </fieldset>
  )
}

/** Several of the same. */
function List({ schema, value, onChange, findings, path, label }: ValueProps): ReactNode {
  const t = useTexts(texts)
  const list = Array.isArray(value) ? (value as unknown[]) : []
  const items = schema.items ?? {}
  const put = (next: unknown[]): void => onChange(next.length === 0 ? undefined : next)
  const isFull = schema.maxItems !== undefined && list.length >= schema.maxItems
  const atItem = (index: number): string => `${path}.${String(index)}`
  const ofItems = new Set(list.flatMap((_item, index) => findingsAt(findings, atItem(index))))
  return (
    <fieldset className={styles['list'] ?? ''}>
      <legend>{label}</legend>
      {schema.description !== undefined && <p className="soft small">{schema.description}</p>}
      {list.map((item, index) => {
        const name = t('item', { name: label, number: index + 1 })
        return (
          <div key={index} className={styles['item'] ?? ''}>
            <SchemaValue
              isItem
              label={name}
              schema={items}
              value={item}
              isRequired={isOne(items)}
              onChange={(next) =>
                put(list.map((each, place) => (place === index ? (next ?? emptyOf(items)) : each)))
              }
              findings={findings}
              path={atItem(index)}
            />
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
          onPress={() => put(list.length === 0 ? (emptyOf(schema) as unknown[]) : [...list, emptyOf(items)])}
        >
          {t('add', { name: label })}
        </Button>
      )}
      <Findings findings={findingsAt(findings, path).filter((each) => !ofItems.has(each))} />
    </fieldset>
  )
}

/** One of several forms, whichever one says it more easily; the first to begin with. */
function Forms({ schema, value, onChange, label, ...rest }: ValueProps): ReactNode {
  const t = useTexts(texts)
  const forms = schema.anyOf ?? []
  const told = forms.findIndex((form) => isOf(form, value))
  const [chosen, setChosen] = useState(Math.max(0, told))
  const at = told === -1 ? chosen : told
  const form = forms[at] ?? {}
  return (
    <div className={styles['field'] ?? ''}>
      <Select
        label={t('form', { name: label })}
        value={String(at)}
        onChange={(next) => {
          setChosen(Number(next))
          if (Number(next) !== at) onChange(undefined)
        }}
        options={forms.map((each, index) => ({
          value: String(index),
          label: each.title ?? t(kindOf(each)),
        }))}
      />
      <SchemaValue
        {...rest}
        key={at}
        label={label}
        schema={{ description: schema.description, ...form } as Schema}
        value={value}
        onChange={onChange}
      />
    </div>
  )
}
