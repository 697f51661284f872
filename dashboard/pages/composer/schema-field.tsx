import { useState, type ReactNode } from 'react'
import { DateTimeField, LocalDateTimeField } from '../../components/date-time-field.js'
import { Select, TextField } from '../../components/fields.js'
import { useTexts } from '../../texts/texts.js'
import { kindOf, sentence, type Schema } from './schema.js'
import { texts } from './schema.texts.js'
import { useTimes } from './times.js'

type Props = {
  label: string
  isLabelHidden: boolean
  hint: string | undefined
  schema: Schema
  value: unknown
  isRequired: boolean
  onChange: (value: unknown) => void
}

/** A text, a number, a choice, yes and no, or a day and a time. */
export function SchemaField({
  schema,
  value,
  isRequired,
  onChange,
  label,
  hint,
  isLabelHidden,
}: Props): ReactNode {
  const t = useTexts(texts)
  const { viewerZone, place } = useTimes()
  const said = { label, isLabelHidden, ...(hint === undefined ? {} : { hint }) }
  const written = value === undefined ? '' : String(value)
  switch (kindOf(schema)) {
    case 'truth':
      return (
        <Select
          {...said}
          value={written}
          onChange={(next) => onChange(next === '' ? undefined : next === 'true')}
          options={[
            { value: '', label: t('unset') },
            { value: 'true', label: t('yes') },
            { value: 'false', label: t('no') },
          ]}
        />
      )
    case 'choice':
      return (
        <Select
          {...said}
          value={written}
          onChange={(next) => onChange(next === '' ? undefined : next)}
          options={[
            { value: '', label: t('unset') },
            ...(schema.enum ?? []).map((each, index) => ({
              value: each,
              label: schema.enumNames?.[index] ?? sentence(each),
            })),
          ]}
        />
      )
    case 'number':
      return <NumberField {...said} isRequired={isRequired} value={value} onChange={onChange} />
    case 'moment':
      return schema.format === 'local-date-time' ? (
        <LocalDateTimeField
          label={label}
          hint={hint}
          value={written === '' ? null : written}
          onChange={(next) => onChange(next ?? undefined)}
        />
      ) : (
        <DateTimeField
          label={t('inZone', { name: label, zone: place(viewerZone) })}
          hint={hint}
          value={written === '' ? null : written}
          timeZone={viewerZone}
          onChange={(next) => onChange(next ?? undefined)}
        />
      )
    default:
      return (
        <TextField
          {...said}
          isRequired={isRequired}
          value={written}
          {...(schema.format === 'uri' ? { type: 'url' as const, placeholder: 'https://' } : {})}
          {...(schema.maxLength === undefined ? {} : { maxLength: schema.maxLength })}
          onChange={(next) => onChange(next === '' ? undefined : next)}
        />
      )
  }
}

type NumberProps = {
  label: string
  isLabelHidden: boolean
  hint?: string
  isRequired: boolean
  value: unknown
  onChange: (value: unknown) => void
}

/** What is typed stays as it is typed, `52,` on the way to `52,5` too. What is no number is sent as it is: the server says so. */
function NumberField({ value, onChange, ...props }: NumberProps): ReactNode {
  const [typed, setTyped] = useState(value === undefined ? '' : String(value))
  const shown = numberOf(typed) === value ? typed : value === undefined ? '' : String(value)
  return (
    <TextField
      {...props}
      inputMode="decimal"
      value={shown}
      onChange={(next) => {
        setTyped(next)
        onChange(numberOf(next))
      }}
    />
  )
}

function numberOf(text: string): number | string | undefined {
  if (text.trim() === '') return undefined
  const number = Number(text.replace(',', '.'))
  return Number.isNaN(number) ? text : number
}
