import { useMutation, useQuery } from '@tanstack/react-query'
import { Hash, Plus } from 'lucide-react'
import { useState, type FormEvent, type ReactNode } from 'react'
import type { HashtagSet } from '../../../sdk/index.js'
import { client, queryClient } from '../../api.js'
import { Asked, ErrorNote } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { ConfirmDialog, Dialog } from '../../components/dialog.js'
import { useFieldErrors } from '../../components/field-errors.js'
import { TextArea, TextField } from '../../components/fields.js'
import { Card, Empty, Row } from '../../components/page.js'
import { useMay } from '../../session.js'
import { useTexts } from '../../texts/texts.js'
import { texts } from './hashtag-sets.texts.js'
import styles from './settings-page.module.css'

const afterwards = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ['hashtag-sets'] })

export function HashtagSetsPage(): ReactNode {
  const t = useTexts(texts)
  const may = useMay()({ scope: 'hashtag-sets:write' })
  const [edited, setEdited] = useState<HashtagSet | 'new' | null>(null)
  const [deleted, setDeleted] = useState<HashtagSet | null>(null)
  const sets = useQuery({
    queryKey: ['hashtag-sets', 'all'],
    async queryFn({ signal }) {
      const all: HashtagSet[] = []
      for await (const set of client.hashtagSets.list({ limit: 100 }, { signal })) all.push(set)
      return all.sort((one, other) => one.name.localeCompare(other.name))
    },
  })
  return (
    <Card
      title={t('title')}
      actions={
        may && (
          <Button look="primary" icon={<Plus aria-hidden />} onPress={() => setEdited('new')}>
            {t('create')}
          </Button>
        )
      }
    >
      <p className="soft">{t('lead')}</p>
      <Asked query={sets}>
        {(all) =>
          all.length === 0 ? (
            <Empty icon={<Hash />} title={t('none')}>
              {t('noneHint')}
            </Empty>
          ) : (
            <ul role="list" className={styles['lines'] ?? ''}>
              {all.map((set) => (
                <li key={set.id} className={styles['line'] ?? ''}>
                  <div>
                    <strong>{set.name}</strong>
                    <p className="soft small">{tagsOf(set)}</p>
                  </div>
                  {may && (
                    <Row>
                      <Button aria-label={t('editLabel', { name: set.name })} onPress={() => setEdited(set)}>
                        {t('edit')}
                      </Button>
                      <Button
                        look="danger"
                        aria-label={t('deleteLabel', { name: set.name })}
                        onPress={() => setDeleted(set)}
                      >
                        {t('delete')}
                      </Button>
                    </Row>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Asked>
      {edited !== null && (
        <SetDialog set={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />
      )}
      {deleted !== null && <DeleteSet set={deleted} onClose={() => setDeleted(null)} />}
    </Card>
  )
}

function tagsOf({ tags }: HashtagSet): string {
  return tags.map((tag) => `#${tag}`).join(' ')
}

function SetDialog({ set, onClose }: { set: HashtagSet | null; onClose: () => void }): ReactNode {
  const t = useTexts(texts)
  const [name, setName] = useState(set?.name ?? '')
  const [tags, setTags] = useState(set === null ? '' : tagsOf(set))
  const save = useMutation({
    mutationFn: () => {
      const body = { name, tags: tags.split(/[\s,]+/).filter((tag) => tag !== '') }
      return set === null ? client.hashtagSets.create(body) : client.hashtagSets.update(set.id, body)
    },
    async onSuccess() {
      await afterwards()
      onClose()
    },
  })
  // That there is a set of this name is no fault of any other field.
  const { at, rest } = useFieldErrors(save.error, ['name', 'tags'])
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <Dialog title={set === null ? t('create') : t('editTitle')} isOpen onClose={onClose}>
      <form onSubmit={submit} className={styles['form'] ?? ''}>
        <TextField
          label={t('name')}
          value={name}
          onChange={setName}
          error={at('name')}
          isRequired
          maxLength={100}
        />
        <TextArea
          label={t('tags')}
          hint={t('tagsHint')}
          value={tags}
          onChange={setTags}
          error={at('tags')}
          isRequired
        />
        {rest != null && <ErrorNote error={rest} />}
        <Row>
          <Button type="submit" look="primary" isPending={save.isPending}>
            {t('save')}
          </Button>
        </Row>
      </form>
    </Dialog>
  )
}

function DeleteSet({ set: { id, name }, onClose }: { set: HashtagSet; onClose: () => void }): ReactNode {
  const t = useTexts(texts)
  const remove = useMutation({
    mutationFn: () => client.hashtagSets.delete(id),
    async onSuccess() {
      await afterwards()
      onClose()
    },
  })
  return (
    <ConfirmDialog
      title={t('deleteTitle', { name })}
      isOpen
      onClose={onClose}
      action={t('deleteAction')}
      isPending={remove.isPending}
      onConfirm={() => remove.mutate()}
    >
      <p>{t('deleteHint')}</p>
      {remove.isError && <ErrorNote error={remove.error} />}
    </ConfirmDialog>
  )
}
