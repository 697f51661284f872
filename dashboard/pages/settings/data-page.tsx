import { useMutation, useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { createExport } from '../../../contract/exports.js'
import { client, queryClient } from '../../api.js'
import { Asked, ErrorNote } from '../../components/asked.js'
import { Button } from '../../components/button.js'
import { Checkbox } from '../../components/fields.js'
import { Card, Row } from '../../components/page.js'
import { useMay } from '../../session.js'
import { useMoments } from '../../texts/moments.js'
import { useTexts } from '../../texts/texts.js'
import { texts } from './data.texts.js'
import { Imports } from './imports.js'
import styles from './settings-page.module.css'

const afterwards = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ['exports'] })

/** What comes in from elsewhere, and all that can be taken along. */
export function DataPage(): ReactNode {
  const may = useMay()
  return (
    <>
      <Imports />
      {may(createExport) && <Exports />}
    </>
  )
}

function Exports(): ReactNode {
  const t = useTexts(texts)
  const { at, number } = useMoments()
  const [includeMedia, setIncludeMedia] = useState(true)
  const all = useQuery({
    queryKey: ['exports'],
    queryFn: async ({ signal }) => (await client.exports.list({ limit: 20 }, { signal })).data,
  })
  const create = useMutation({
    mutationFn: () => client.exports.create({ includeMedia }),
    onSuccess: afterwards,
  })
  const remove = useMutation({ mutationFn: (id: string) => client.exports.delete(id), onSuccess: afterwards })
  const failed = [create, remove].find(({ isError }) => isError)
  return (
    <Card title={t('export')}>
      <p className="soft">{t('exportLead')}</p>
      <Checkbox isSelected={includeMedia} onChange={setIncludeMedia}>
        {t('withMedia')}
      </Checkbox>
      <Row>
        <Button look="primary" isPending={create.isPending} onPress={() => create.mutate()}>
          {t('create')}
        </Button>
      </Row>
      {failed !== undefined && <ErrorNote error={failed.error} />}
      <Asked query={all}>
        {(found) =>
          found.length === 0 ? (
            <p className="soft">{t('noExports')}</p>
          ) : (
            <ul role="list" className={styles['lines'] ?? ''}>
              {found.map(({ id, status, sizeBytes, downloadUrl, error, createdAt }) => {
                const when = at(createdAt)
                return (
                  <li key={id} className={styles['line'] ?? ''}>
                    <span>
                      <strong>{when}</strong>{' '}
                      <span className="soft small">
                        {t(status)}
                        {sizeBytes !== null && ` · ${number(Math.ceil(sizeBytes / 1_000))} kB`}
                        {error !== null && ` · ${error.message}`}
                      </span>
                    </span>
                    <Row>
                      {downloadUrl !== null && (
                        <a href={downloadUrl} download aria-label={t('downloadOf', { when })}>
                          {t('download')}
                        </a>
                      )}
                      {status !== 'expired' && (
                        <Button
                          look="danger"
                          aria-label={t('deleteOf', { when })}
                          isPending={remove.isPending && remove.variables === id}
                          onPress={() => remove.mutate(id)}
                        >
                          {t('delete')}
                        </Button>
                      )}
                    </Row>
                  </li>
                )
              })}
            </ul>
          )
        }
      </Asked>
    </Card>
  )
}
