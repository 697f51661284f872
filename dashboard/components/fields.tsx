import { Check, ChevronDown, Minus } from 'lucide-react'
import type { ReactNode } from 'react'
import {
  Button,
  Checkbox as AriaCheckbox,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  SearchField as AriaSearchField,
  Select as AriaSelect,
  SelectValue,
  Switch as AriaSwitch,
  Text,
  TextArea as AriaTextArea,
  TextField as AriaTextField,
  type CheckboxProps,
  type SearchFieldProps,
  type SwitchProps,
  type TextFieldProps,
} from 'react-aria-components'
import styles from './fields.module.css'

type Said = {
  label: string
  /** Stands under the field, always. */
  hint?: ReactNode
  /** What is wrong; the field is marked as invalid. */
  error?: string | null | undefined
}

type TextProps = Omit<TextFieldProps, 'className' | 'style' | 'children'> &
  Said & { placeholder?: string; isLabelHidden?: boolean }

/** Marked as invalid by us and not by the browser, which would not let the form be sent again. */
function refusal(error: string | null | undefined): { isInvalid: boolean; validationBehavior?: 'aria' } {
  return error == null ? { isInvalid: false } : { isInvalid: true, validationBehavior: 'aria' }
}

export function TextField({
  label,
  hint,
  error,
  placeholder,
  isLabelHidden,
  ...props
}: TextProps): ReactNode {
  return (
    <AriaTextField {...props} {...refusal(error)} className={styles['field'] ?? ''}>
      <Label className={isLabelHidden === true ? 'visually-hidden' : (styles['label'] ?? '')}>{label}</Label>
      <Input className={styles['input'] ?? ''} {...(placeholder === undefined ? {} : { placeholder })} />
      <Below hint={hint} error={error} />
    </AriaTextField>
  )
}

export function TextArea({
  label,
  hint,
  error,
  placeholder,
  rows = 3,
  isLabelHidden,
  ...props
}: TextProps & { rows?: number }): ReactNode {
  return (
    <AriaTextField {...props} {...refusal(error)} className={styles['field'] ?? ''}>
      <Label className={isLabelHidden === true ? 'visually-hidden' : (styles['label'] ?? '')}>{label}</Label>
      <AriaTextArea
        rows={rows}
        className={`${styles['input'] ?? ''} ${styles['area'] ?? ''}`}
        {...(placeholder === undefined ? {} : { placeholder })}
      />
      <Below hint={hint} error={error} />
    </AriaTextField>
  )
}

export function SearchField({
  label,
  placeholder,
  ...props
}: Omit<SearchFieldProps, 'className' | 'style' | 'children'> & {
  label: string
  placeholder?: string
}): ReactNode {
  return (
    <AriaSearchField {...props} aria-label={label} className={styles['field'] ?? ''}>
      <Input className={styles['input'] ?? ''} placeholder={placeholder ?? label} />
    </AriaSearchField>
  )
}

export type Option<Value extends string> = { value: Value; label: string; icon?: ReactNode; hint?: string }

type SelectProps<Value extends string> = Said & {
  options: readonly Option<Value>[]
  value: Value | null
  onChange: (value: Value) => void
  isDisabled?: boolean
  isLabelHidden?: boolean
}

/** One of a few. For many, or where one types to find, use a ComboBox. */
export function Select<Value extends string>({
  label,
  hint,
  error,
  options,
  value,
  onChange,
  isDisabled,
  isLabelHidden,
}: SelectProps<Value>): ReactNode {
  return (
    <AriaSelect
      value={value}
      onChange={(key) => onChange(key as Value)}
      isInvalid={error != null}
      isDisabled={isDisabled ?? false}
      className={styles['field'] ?? ''}
    >
      <Label className={isLabelHidden === true ? 'visually-hidden' : (styles['label'] ?? '')}>{label}</Label>
      <Button className={`${styles['input'] ?? ''} ${styles['select'] ?? ''}`}>
        <SelectValue className={styles['value'] ?? ''} />
        <ChevronDown aria-hidden />
      </Button>
      <Below hint={hint} error={error} />
      <Popover className={styles['popover'] ?? ''}>
        <ListBox className={styles['list'] ?? ''} items={options}>
          {(option) => (
            <ListBoxItem id={option.value} textValue={option.label} className={styles['option'] ?? ''}>
              {option.icon}
              <span className={styles['words'] ?? ''}>
                <Text slot="label">{option.label}</Text>
                {option.hint !== undefined && (
                  <Text slot="description" className="soft small">
                    {option.hint}
                  </Text>
                )}
              </span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  )
}

export function Checkbox({
  children,
  hint,
  ...props
}: Omit<CheckboxProps, 'className' | 'style' | 'children'> & {
  children: ReactNode
  hint?: ReactNode
}): ReactNode {
  return (
    <AriaCheckbox {...props} className={styles['choice'] ?? ''}>
      {({ isIndeterminate, isSelected }) => (
        <>
          <span className={styles['box'] ?? ''} aria-hidden>
            {isIndeterminate ? <Minus /> : isSelected ? <Check /> : null}
          </span>
          <span className={styles['words'] ?? ''}>
            <span>{children}</span>
            {hint !== undefined && <span className="soft small">{hint}</span>}
          </span>
        </>
      )}
    </AriaCheckbox>
  )
}

/** On or off at once, without a button that saves. */
export function Switch({
  children,
  ...props
}: Omit<SwitchProps, 'className' | 'style' | 'children'> & { children: ReactNode }): ReactNode {
  return (
    <AriaSwitch {...props} className={styles['choice'] ?? ''}>
      <span className={styles['track'] ?? ''} aria-hidden />
      <span>{children}</span>
    </AriaSwitch>
  )
}

export function Below({ hint, error }: { hint?: ReactNode; error?: string | null | undefined }): ReactNode {
  return (
    <>
      {hint !== undefined && (
        <Text slot="description" className={styles['hint'] ?? ''}>
          {hint}
        </Text>
      )}
      <FieldError className={styles['error'] ?? ''}>{error ?? undefined}</FieldError>
    </>
  )
}
