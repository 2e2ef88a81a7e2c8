"""What the samples say of themselves: that they are synthetic, how they were made, what is planted in them."""

__all__ = ["ANIMATION", "QUICKSTART"]

QUICKSTART = """# Exemple « quickstart » : un classeur Excel

**Données fictives**, tirées au hasard par `cooperation_graph` : aucun organisme réel n'est désigné.

`quickstart.xlsx` est un classeur tel qu'on le tape soi-même : un titre, une ligne par participation (qui, dans
quelle action, avec quel rôle), un territoire, deux vagues (2023 et 2025), 26 structures au départ, une vingtaine
d'actions par vague.

Ce qui a été planté : le secteur « Emploi et insertion » choisit ses partenaires en son sein (cote 40, aux deux
vagues).

Refaire ce fichier (graine {seed}) : `python -m cooperation_graph.synthetic` — écrit `data/samples/`. Code :
`src/cooperation_graph/synthetic/samples.py`.

*Synthetic data, drawn by `cooperation_graph` from seed {seed}; no real organisation is meant. One sheet, one row a
participation. Planted: the sector “Emploi et insertion” chooses partners of its own (odds 40, both waves).*
"""
ANIMATION = """# Exemple « animation » : 15 territoires, trois vagues

**Données fictives**, tirées au hasard par `cooperation_graph` : territoires, structures, numéros et actions sont
inventés. Les codes ont la forme de codes réels (quartiers prioritaires 2024, communes, outre-mer), rien de plus ; les
SIREN commencent par 000 et les RNA par W000.

Refaire ces fichiers (graine {seed}) : `python -m cooperation_graph.synthetic` — écrit `data/samples/`. Code :
`src/cooperation_graph/synthetic/samples.py`. La graine a été retenue parce que les silos plantés s'y voient ;
d'autres graines en montreraient un de plus ou de moins. Sur 270 secteurs examinés, quelques verdicts viennent du
cloisonnement léger ou du hasard.

## Les fichiers

CSV à la française : point-virgule, virgule décimale, UTF-8 avec indicateur d'ordre (BOM), dates `AAAA-MM-JJ`,
`oui`/`non`.

| fichier | lignes |
|---|---|
{sizes}

Échelons de participation des habitants : 1 information, 2 consultation, 3 concertation, 4 co-construction,
5 co-décision. Intensité de coopération : 1 à 5 ; concurrence : 1 à 5 ; confiance : 1 à 4. `qualité` : note de 1 à 5
donnée au projet.

## Ce qui a été planté

Un projet réunit des structures au hasard, selon leur appétit pour les projets ; puis, si le secteur du porteur a une
cote s, une structure de ce secteur a s fois plus de chances qu'une autre, aussi active, d'y être partenaire (s = 1 :
aucun cloisonnement).

- Partout, un cloisonnement léger : s = 1,8, soit 0,9 une fois le territoire animé.
- Trois secteurs nettement fermés :

| territoire | vague | secteur | cote s |
|---|---|---|---|
{silos}

- Animation depuis 2023 dans : {animated}. Elle divise les cotes par 2, et par 18 celle de « Social et santé » à
  QN97191M, qui s'ouvre donc ; à QN07511M le secteur fermé le reste ; QN03892N n'est pas animé.
- Activité : « Social et santé » est 1,5 fois plus actif que les autres ; à QN07511M, « Emploi et insertion »
  1,8 fois ; à QN03892N, « Éducation et jeunesse » 1,6 fois. Être actif n'est pas être fermé.
- Porteurs concentrés (les structures les plus actives portent plus souvent) : QN05993M, QN97290N, 15988.
- Trop peu de données : QN02A91N et 23986.
- Non-réponse de 25 à 40 % selon les territoires, 55 % à QN06995N ; un porteur qui a répondu nomme 80 % des
  participations des muets.
- Entre deux vagues, 65 % des projets s'achèvent et 9 % des structures sont remplacées ; la dernière vague compte des
  structures renommées ou fusionnées (`correspondances.csv`).
- Deux organismes nationaux (`N-A001`, `N-A002`) sont un même acteur dans tous les territoires.
- Habitants : leur voix compte dans 15 % de leurs participations (hors portage), 45 % là où il y a une animatrice.
- Candidatures : parmi celles qui sont retenues, 20 % sont proposées à un groupement, 55 % sous animation ; une refusée
  pour deux retenues. Sous animation, neuf refus sur dix vont à une structure qui coopère, à la vague suivante, avec une
  concurrente (quand il y en a une) : la concurrence devient coopération.

*Synthetic data drawn from seed {seed}: every territory, organisation and number is invented. Fifteen territories
(priority districts, rural, overseas), three waves, every table of a survey. Planted: mild siloing everywhere (odds
1.8), three closed sectors (table above), animation from 2023 that divides the odds by 2 (by 18 for one sector that
opens), uneven activity, concentrated leads, two territories too small to tell, non-response, turnover, renamed and
merged actors, rivals who come to cooperate.*
"""
