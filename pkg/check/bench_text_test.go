package check_test

// ordinaryText was put together from random words.
const ordinaryText = `---
id: 2023-12-12-checkout
title: Checkout rejected cards
sidebar_label: Checkout
started: 2023-12-12T09:10:00Z
services: [Checkout]
---

## Impact summary

On 12 December 2023, from 09:10 to 10:50 UTC, one payment in five failed, which is about 12,400 payments.
Zone cluster schema quota with a quota disk provider certificate timeout quota.
Provider quota backlog at 11:50 utc certificate replica failover lock a with index in session to network quota lock.
Backlog cause health region version for 26 minutes and region snapshot rollback disk balancer session message backup.
Change secondary producer certificate engineer to gateway index alert zone cause mitigation queue rollback cause network proxy node.
Storage storage service change with producer replica of token load.
Message node in at 09:44 utc migration dashboard provider gateway backup connection and customer the after queue secondary and retry producer token disk.
Engineer traffic version region migration migration probe failover lock.
Incident queue backup network balancer for 5 minutes session balancer disk failover session provider engineer a message traffic of migration region.
Dashboard limit release release gateway volume of on of schema memory probe session traffic latency version error traffic schema.

| Time (UTC) | Event |
| --- | --- |
| 09:10 | Disk session migration queue to mitigation cluster customer backup configuration network connection alert error balancer request queue alert dashboard configuration health cache. |
| 09:20 | Engineer rollback mitigation check network configuration node and primary timeout. |
| 09:30 | Cause error gateway engineer before change cluster message token failover network limit change message. |
| 09:40 | Message mitigation producer and producer replica retry the storage restore balancer incident configuration. |
| 09:50 | Probe failover proxy zone engineer certificate with proxy node. |
| 10:00 | Pool in and restore retry balancer cause for a storage node cache backup session connection of primary secondary producer for worker. |
| 10:10 | Cluster memory zone storage on release configuration retry node secondary node cache connection gateway. |
| 10:20 | Cluster the volume cause consumer for network pool network primary failover load for quota alert the on cluster in node for. |
| 10:30 | Storage and service restore backup volume traffic index traffic after. |
| 10:40 | Lock lock session version disk timeout dashboard load node cluster incident the migration before. |

## RCA

Latency in schema probe zone migration in balancer for schema snapshot traffic message message probe of pool rollback.
Network after load at 11:20 utc load cluster to alert schema incident disk node limit node primary migration queue.
Secondary queue the quota database for 9 minutes lock in primary service mitigation request migration latency to engineer node to.
Storage proxy session service and mitigation restore primary connection queue provider request provider on provider alert mitigation error after.
Error pool probe backlog memory schema backlog change incident message before migration.
Connection producer index at 09:17 utc mitigation failover storage replica consumer replica index request snapshot storage failover health error.
Retry database restore traffic certificate secondary token producer network rollback customer of network storage migration retry latency mitigation version connection alert.
Database message storage deploy limit for 18 minutes to storage after consumer in limit certificate connection with rollback.
Timeout disk region error and memory cache in traffic error load service.
Before node service at 09:34 utc token and release check engineer the to dashboard dashboard balancer migration volume after deploy volume backlog.
Node gateway after balancer worker health primary memory request primary schema schema check token.
Disk queue engineer mitigation secondary primary worker snapshot restore release on token mitigation error replica latency schema probe node.
Incident database dashboard message incident for 13 minutes error probe storage customer.
With queue error at 10:56 utc zone cause backlog release request network network lock for region in storage backup network pool restore.

` + "`" + `` + "`" + `` + "`" + `yaml
gateway:
  certificate: /etc/ssl/payment.pem
  renew: 30d
` + "`" + `` + "`" + `` + "`" + `

Consumer check zone with release snapshot worker replica network request worker mitigation worker error.
Timeout mitigation message at 10:20 utc cluster database backlog timeout zone primary cache mitigation latency retry memory schema token to health producer.
Customer snapshot primary session storage for 15 minutes timeout the queue certificate volume latency primary probe retry timeout primary.
Backup health worker mitigation proxy replica region limit service.
For to version certificate backup after snapshot secondary of engineer alert dashboard change region before and before engineer.
Deploy with retry at 10:01 utc configuration volume traffic queue in producer after retry index backlog snapshot quota with secondary load deploy volume.
Probe consumer health error probe and memory version schema check primary version consumer configuration the deploy.
Schema database probe secondary timeout for 10 minutes deploy of cache consumer backup cache to.
Cache health volume error on of consumer check traffic producer.
For connection consumer at 09:24 utc backlog snapshot to configuration connection.

## Next steps

- [ ] Renew certificates a month before they expire (@payments, due 2024-01-31, PAY-12)
- [x] Alert on failed payments within two minutes (@payments, PAY-13)
- [ ] Try the failover to the second gateway every month (@operations, due 2024-02-28, PAY-14)

Timeout cache dashboard worker change node for token gateway limit session volume pool incident network to.
Engineer change traffic at 10:51 utc on balancer service the queue to service of cache backup and storage for timeout restore dashboard retry storage.
Change and migration customer backlog for 13 minutes token error producer worker backup lock provider dashboard secondary consumer.
Lock provider release error version message health certificate health storage change network cache backup lock volume in replica cache of limit service.
`
