"""Words of names of French organisations: abbreviations, words many names share, ordinary words, first names, functions.

General tables of the language of French administrations and associations, read by :mod:`cooperation_graph.survey.name_words` and its users. They are
versioned: a change of :data:`VERSION` may change which names are taken for the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from cooperation_graph.survey.french_kinds import KIND_PHRASES, singular

__all__ = [
    "ABBREVIATIONS", "COMMON", "COMPASS", "EMPTY", "FIRST_NAMES", "FUNCTIONS", "LEGAL", "NETWORKS", "ORDINARY", "ORIENTATIONS", "SERVICE_WORDS",
    "TITLES", "VERSION", "known_vocabulary", "raw_words",
]  # fmt: skip

VERSION = "2026-11-24"


def raw_words(text: str) -> list[str]:
    """Words and figures of a text: lower case, no accents, elisions and dots of acronyms undone.

    Examples
    --------
    >>> raw_words("M.J.C. de l'Étang"), raw_words("A R I T"), raw_words("Crèche n°2")
    (['mjc', 'de', 'etang'], ['arit'], ['creche', '2'])
    """
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter)).lower()
    plain = plain.replace("&", " et ").replace("+", " et ")
    plain = re.sub(r"\bn\s*[°o]\s*(?=\d)", " ", plain)
    plain = re.sub(r"\b(?:[cdjlmnst]|qu|jusqu|aujourd)\s?['’ʼ`´]\s?(?=[a-z])", " ", plain)
    plain = re.sub(r"(?<=\b[a-z])\.\s?(?=[a-z]\b)", "", plain)  # M.J.C. → mjc
    plain = re.sub(r"(?<![a-z'’.])(?![dl] )[a-z](?: (?![dl] [a-z]{2})[a-z]){1,6}(?![a-z'’])", lambda run: run[0].replace(" ", ""), plain)
    return re.findall(r"[a-z]+|\d+", plain)


def _singulars(words: str) -> frozenset[str]:
    return frozenset(singular(word) for word in words.split())


#: Words that say nothing about who it is.
EMPTY = _singulars(
    "a au aux d de des du en et l la le les un une pour par sur notre nos votre ce cette dit dite association asso ass assoc assn loi 1901 sarl "
    "sas scic scop eurl sa eirl antenne agence siege site npu qpv qp quartier prioritaire numero no bureau section equipe ball municipal "
    "municipale communal communale francais francaise"
)
#: Legal words: an acronym may count their letter or not.
LEGAL = frozenset(("association", "asso", "assoc", "ass"))
#: Abbreviations that mean one thing among neighbourhood actors.
ABBREVIATIONS = {
    "st": "saint", "ste": "sainte", "sts": "saint", "dpt": "departement", "dept": "departement", "dep": "departement", "dir": "direction",
    "sce": "service", "serv": "service", "svc": "service", "gpt": "groupement", "gpe": "groupe", "grp": "groupe", "gr": "groupe",
    "soc": "social", "agglo": "agglomeration", "agglom": "agglomeration", "ctre": "centre", "ctr": "centre", "cte": "comite", "mais": "maison",
    "mson": "maison", "qtier": "quartier", "quart": "quartier", "qrt": "quartier", "qt": "quartier", "res": "residence", "info": "information",
    "infos": "information", "elem": "elementaire", "mat": "maternelle", "ec": "ecole", "clg": "college", "col": "college", "coll": "college",
    "lyc": "lycee", "foot": "football", "basketball": "basket", "handball": "hand", "volleyball": "volley", "bibli": "bibliotheque",
    "bib": "bibliotheque", "biblio": "bibliotheque", "mediath": "mediatheque", "ludo": "ludotheque", "cie": "compagnie", "fed": "federation",
    "feder": "federation", "intercom": "intercommunal", "cons": "conseil", "com": "commune", "comm": "commune", "ctes": "communaute",
    "cult": "culturel", "educ": "education", "anim": "animation", "bd": "boulevard", "av": "avenue", "pl": "place", "dvpt": "developpement",
    "dev": "developpement", "form": "formation", "nat": "national", "natl": "national", "reg": "region", "jard": "jardin", "loc": "locataire",
    "prev": "prevention", "resid": "residence", "gal": "general", "med": "mediation", "ss": "sous", "solid": "solidaire", "boxing": "boxe",
    "fc": "club football", "rc": "club rugby", "tc": "club tennis", "jc": "club judo", "bc": "club basket", "hbc": "club hand",
    "bbc": "club basket", "vbc": "club volley", "epic": "epicerie", "hab": "habitant", "hbts": "habitant", "ens": "ensemble", "vx": "vieux",
}  # fmt: skip
#: Words that begin the name of a part of a larger body.
SERVICE_WORDS = frozenset(("service", "direction", "pole", "mission", "cellule", "unite", "secteur"))
#: Words many names share: they tell little of who it is, but two different ones tell two bodies apart.
COMMON = _singulars(
    "centre maison quartier social sociale socioculturel socioculturelle socio culture culturel culturelle jeune jeunes jeunesse service pole "
    "action ecole espace atelier foyer union france departement departemental departementale habitant residents resident mission regie saint "
    "sainte amicale sport sportive sportif famille familial familiale enfant enfance petite parent femme homme solidarite solidaire ensemble "
    "agglomeration communaute metropole mediation insertion groupement caisse groupe reseau relais point lieu local aide entraide accueil "
    "animation education educatif educative populaire public publique municipal municipale communal communale intercommunal national nationale "
    "regional regionale francais francaise direction citoyen citoyenne citoyennete politique ville commune pays secteur territoire territorial "
    "developpement durable emploi formation information prevention sante scolaire school numerique loisir vie projet collectif solidaires "
    "locataire senior aine ancien gestion environnement logement habitat entreprise economie economique art artistique musique danse bailleur "
    "professionnel association laique fete rural urbain urbaine interculturel intergenerationnel partage partagee personne droit handicap "
    "creative collective cooperative ado adolescent echange savoir usager federation comite club orientation integration accompagnement "
    "permanente"
)
#: Ordinary words that often name streets, houses and associations: two that differ by a letter are two words, not a misspelling.
ORDINARY = _singulars(
    "parc parcs parvis port pont pins pin pain main mains moulin moulins marche marches mare mares mer mers maire mairie marie mars mont monts "
    "val vals vent vents vert verts verte vertes rose roses rouge rouges roue roues rue rues rive rives rire lire lien liens lieu lieux lilas "
    "lis tilleul tilleuls orme ormes ormeau ormeaux chene chenes chaine chaines frene frenes hetre hetres saule saules sable sables salle "
    "salles bois boue buis peuplier peupliers pommier pommiers poirier poiriers prunier cerisier cerisiers olivier oliviers platane platanes "
    "acacia acacias erable erables sapin sapins cedre cedres cypres noyer noyers noisetier fontaine fontaines montagne montagnes source sources "
    "soleil soleils lune etoile etoiles ciel terre terres pierre pierres plaine plaines plateau plateaux pre pres prairie prairies jardin "
    "jardins fleur fleurs fruit fruits graine graines grain grains racine racines branche branches feuille feuilles vigne vignes cep ceps "
    "vallee vallees vallon vallons coteau coteaux colline collines cote cotes roche roches rocher rochers riviere rivieres ruisseau etang "
    "etangs lac lacs canal canaux quai quais ile iles gare gares place places passage passages passerelle passerelles chemin chemins porte "
    "portes pas paix pied pieds peau pays page pages plage plages plume plumes maison oiseau oiseaux hirondelle hirondelles alouette alouettes "
    "moineau rossignol cygne cygnes abeille abeilles ruche ruches fourmi fourmis papillon papillons chat chats cheval loup loups lion lions "
    "ours coq lutin lutins fee fees fil fils file fille filles ami amis amie amies ame ames voix voie voies vie vies vue vues ville villa "
    "villas village villages voile voiles voisin voisins voisine coeur coeurs corps couleur couleurs cour cours court courte cap cape carre "
    "clef cle cles clos cloche clocher chateau chateaux camp camps champ champs chant chants chanson ferme fermes forme formes force forces "
    "foret forets fort forts feu feux jeu jeux joie jour jours lumiere monde mondes mode mot mots mur murs mousse musique nid nids nord nuit "
    "nuits ombre onde ondes or art arts arc arche arches arbre arbres aube avenir bateau bateaux barque bon bonne bonheur bord bords bouche "
    "boule bout brise butte buttes cabane calme cercle chaleur citadelle cite cites conte contes corde danse defi demain eau eaux eclaircie "
    "ecluse ecole elan envol escale escalier espoir esprit etape ete eveil fabrique fenetre forge gens gite glaciere grange grenier halle "
    "halles hameau haut hauts heure horizon image lavoir ligne livre livres lys mail marais matin mesange midi miel mine mines miroir moisson "
    "mosaique mouette neige nouvelle ocean oasis palier paliers panier paniers partage patio peuple phare pilier pinson piste planete pluie "
    "poeme point pomme pommes potager pouce puits quartier regard relais rencontre renouveau repas reve reves ronde rosee roseau roseaux "
    "rossignols rythme sac sel semence sentier soie son sourire table tables temps terrain terrasse tete toile toit toits tour tours train "
    "trait traverse tremplin tresor trois tuile tuilerie usine vague vagues verger vergers viaduc violette vole volet"
)
ORIENTATIONS = {
    "nord": "nord", "sud": "sud", "est": "est", "ouest": "ouest", "haut": "haut", "haute": "haut", "bas": "bas", "basse": "bas",
    "vieux": "vieux", "vieille": "vieux", "vieil": "vieux", "grand": "grand", "grande": "grand", "petit": "petit", "petite": "petit",
    "gauche": "gauche", "droite": "droite", "ancien": "ancien", "nouveau": "nouveau", "nouvelle": "nouveau",
    "masculin": "masculin", "feminin": "feminin", "feminine": "feminin",
}  # fmt: skip
#: Words of national networks whose sections are bodies of their own.
NETWORKS = _singulars(
    "secours populaire catholique croix rouge emmaus restos resto leo lagrange debrouillard debrouillards francas ufcv ifac cemea ufolep afev "
    "unis cite ligue enseignement pimms apprentis auteuil adie face concordia atd monde cimade csf clcv familles rurales laique habitat "
    "humanisme planning sauvegarde adsea alfa"
)
#: Directions that are never left out of a name; the other opposites ("Hautes-Terres") may be.
COMPASS = frozenset(("nord", "sud", "est", "ouest", "gauche", "droite", "masculin", "feminin"))
#: What a person does: such a word begins a note on who answers, not a name.
FUNCTIONS = _singulars(
    "directeur directrice dir president presidente coordinateur coordinatrice coordonnateur coordonnatrice animateur animatrice referent "
    "referente responsable charge chargee secretaire tresorier tresoriere mediateur mediatrice elu elue adjoint adjointe gardien gardienne "
    "permanence contact conseiller conseillere educateur educatrice benevole stagiaire salarie salariee principal principale principaux "
    "proviseur cpe infirmier infirmiere assistante agent delegue deleguee maire bureau repondant repondante interlocuteur "
    "interlocutrice chef cheffe enseignant enseignante prof facilitateur medecin"
)
#: Those of them that do so even without a dash before ("CCAS référente familles").
TITLES = _singulars(
    "directeur directrice president presidente coordinateur coordinatrice coordonnateur coordonnatrice referent referente responsable "
    "animatrice secretaire tresorier tresoriere gardien gardienne permanence"
)
#: Frequent first names: beside a name they may be left out or cut to an initial.
FIRST_NAMES = frozenset((
    "adele adrien agnes aime aimee albert alexandre alexis alfred alice aline alphonse amelie anais anatole andre andree angela anna anne annie "
    "antoine aristide arthur auguste aurelie barbara baptiste beatrice benjamin benoit bernard berthe blaise brigitte camille carole caroline "
    "catherine cecile celine cesaire charles chantal charlotte christian christiane christine christophe claire claude clemence clement colette "
    "corinne danielle daniel david denis denise dominique edith edmond edouard elisa elisabeth elise elodie elsa emile emilie emma emmanuel "
    "emmanuelle eric ernest estelle etienne eugene eugenie evelyne fabien fabienne fabrice fanny fatima felix fernand flora florence francis "
    "franck francois francoise frederic frederique gabriel gaston genevieve george georges gerard germaine gilbert gilles gisele gregory "
    "guillaume gustave guy helene henri henriette herve honore hubert hugo irene isabelle jacqueline jacques jean jeanne jerome joel josephine "
    "joseph josette joseline jules julie julien juliette karim karine kevin lucas laura laure laurence laurent leila leo leon leonie louis "
    "louise lucie lucien ludovic lydie madeleine malika marc marcel marcelle margot marguerite marie marina marion martin martine mathieu "
    "mathilde maurice max maxime melanie michel michele mireille mohamed monique myriam nadia nadine nathalie nelson nicolas nicole noel odette "
    "odile olga olivier olympe oscar pascal pascale patrice patricia patrick paul paule pauline philippe pierre rachid raoul raphael raymond "
    "raymonde regine rene renee richard robert roger roland romain rosa salvador samia samira samuel sandra sandrine sarah sebastien serge "
    "simone simon solange sonia sophie stephane stephanie suzanne sylvain sylvie theo theophile therese thierry thomas tristan valerie "
    "veronique victor victoire vincent virginie xavier yann yasmina yves yvette yvonne zoe"
).split())


def known_vocabulary() -> Iterable[str]:
    """Words of the tables, for misspelled ones to be read as."""
    return sorted({word for words in (*KIND_PHRASES, COMMON, LEGAL) for word in words if len(word) > 6})
