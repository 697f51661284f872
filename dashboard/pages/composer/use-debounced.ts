import { useEffect, useState } from 'react'

/** The value, once it has stood still for a while (milliseconds). */
export function useDebounced<Value>(value: Value, ms = 500): Value {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms)
    return () => clearTimeout(timer)
  }, [value, ms])
  return settled
}
