import { ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'
import {
  Button,
  ComboBox as AriaComboBox,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
} from 'react-aria-components'
import { Below, type Option } from './fields.js'
import styles from './fields.module.css'

type Props<Value extends string> = {
  label: string
  hint?: ReactNode
  error?: string | null | undefined
  options: readonly Option<Value>[]
  value: Value | null
  onChange: (value: Value) => void
  isDisabled?: boolean
}

/** One of many, found by typing. */
export function ComboBox<Value extends string>({
  label,
  hint,
  error,
  options,
  value,
  onChange,
  isDisabled,
}: Props<Value>): ReactNode {
  return (
    <AriaComboBox
      selectedKey={value}
      onSelectionChange={(key) => {
        if (key !== null) onChange(key as Value)
      }}
      defaultItems={options}
      isInvalid={error != null}
      isDisabled={isDisabled ?? false}
      menuTrigger="focus"
      className={styles['field'] ?? ''}
    >
      <Label className={styles['label'] ?? ''}>{label}</Label>
      <span className={styles['combo'] ?? ''}>
        <Input className={styles['input'] ?? ''} />
        <Button className={styles['comboButton'] ?? ''}>
          <ChevronDown aria-hidden />
        </Button>
      </span>
      <Below hint={hint} error={error} />
      <Popover className={styles['popover'] ?? ''}>
        <ListBox<Option<Value>> className={styles['list'] ?? ''}>
          {(option) => (
            <ListBoxItem id={option.value} textValue={option.label} className={styles['option'] ?? ''}>
              {option.icon}
              {option.label}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaComboBox>
  )
}
